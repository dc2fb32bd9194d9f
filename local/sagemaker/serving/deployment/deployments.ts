import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '../../../cloud/waiting';
import { failureReason } from '../../jobs/job-failure';
import type { World } from '../../world';
import type { Endpoint, VariantStage, VariantSummary } from '../endpoint';
import type { EndpointConfig, EndpointConfigs } from '../endpoint-config';
import type { EndpointRecords } from '../endpoint-records';
import { Fleet } from '../fleets/fleet';
import { LiveEndpoint } from '../fleets/live-endpoint';
import type { Models } from '../models';
import { RETAIN_ALL, variantSummaries } from '../variant-summaries';
import { ALL_AT_ONCE, alarmNames, type DeploymentConfig } from './deployment-config';
import { pendingDeployment, stageMessages } from './pending-deployment';
import { RollbackAlarms } from './rollback-alarms';
import { type ShiftEffects, type Shifted, shiftTraffic } from './shift-traffic';
import { type Capacities, trafficPlan } from './traffic-plan';

/** Longest that the API allows, and so the limit of a deployment that names none. */
const LONGEST_SECONDS = 28_800;
const LOOK_SECONDS = 1;
/** A rollback whose old fleet does not answer for so long has failed. */
const ROLLBACK_MS = 60_000;
const SESSION_SECONDS = 43_200;
const NOTHING = undefined as never;

export interface DeploymentParts {
  readonly models: Models;
  readonly configs: EndpointConfigs;
  readonly records: EndpointRecords;
  readonly live: Map<string, LiveEndpoint>;
}

export interface PlannedUpdate {
  readonly config: EndpointConfig;
  readonly summaries: readonly VariantSummary[];
  readonly deployment: DeploymentConfig;
}

/**
 * Brings fleets into service. Life cycle of an update: new fleet beside the old one -> traffic shifts in stages, alarms
 * watched -> the record names the new configuration and the old fleet is drained. Whatever fails before that change of
 * the record leaves the old configuration in service. A signal breaks it off and leaves the record as it is.
 */
export class Deployments {
  private generation = 0;

  constructor(
    private readonly world: World,
    private readonly parts: DeploymentParts,
  ) {}

  /** First fleet of an endpoint, or its fleet again after a restart of the laptop cloud. */
  async launch(name: string, signal: AbortSignal): Promise<void> {
    const { records, configs, models, live } = this.parts;
    const endpoint = records.get(name);
    try {
      const config = configs.get(endpoint.EndpointConfigName);
      const retained = { variants: endpoint.ProductionVariants ?? [], properties: RETAIN_ALL };
      const summaries = variantSummaries(models, config, { now: records.now(), retained });
      const fleet = await this.startFleet(endpoint, { config, summaries, signal });
      live.set(name, new LiveEndpoint(fleet));
      records.enter(name, 'InService', { ProductionVariants: summaries, PendingDeploymentSummary: NOTHING });
    } catch (error) {
      if (signal.aborted) return;
      this.world.log(`endpoint ${name} did not come into service: ${failureReason(error)}`);
      records.enter(name, 'Failed', { FailureReason: failureReason(error), PendingDeploymentSummary: NOTHING });
    }
  }

  async update(name: string, update: PlannedUpdate, signal: AbortSignal): Promise<void> {
    const live = this.parts.live.get(name);
    if (!live || signal.aborted) return;
    const show = this.shows(name, update);
    const outcome = await this.attempt(live, { name, update, show, signal });
    if (signal.aborted) return;
    if (outcome.kind === 'completed') this.complete(name, live, update);
    else await this.rollBack(name, live, { reason: outcome.reason, show, signal });
  }

  private async attempt(live: LiveEndpoint, { name, update, show, signal }: Attempt): Promise<Shifted> {
    try {
      show('Creating', stageMessages.launching(sum(instancesOf(update))));
      live.begin(await this.startFleet(this.parts.records.get(name), { ...update, signal }));
      return await this.shift(live, { update, show, signal });
    } catch (error) {
      return { kind: 'roll-back', reason: failureReason(error) };
    }
  }

  private async startFleet(
    endpoint: Endpoint,
    request: { config: EndpointConfig; summaries: readonly VariantSummary[]; signal: AbortSignal },
  ): Promise<Fleet> {
    this.generation += 1;
    const fleet = await Fleet.start(this.world, this.parts.models, {
      ...request,
      endpoint,
      generation: this.generation,
    });
    if (request.signal.aborted) {
      fleet.kill();
      request.signal.throwIfAborted();
    }
    return fleet;
  }

  private async shift(live: LiveEndpoint, { update, show, signal }: Omit<Attempt, 'name'>): Promise<Shifted> {
    const policy = update.deployment.BlueGreenUpdatePolicy ?? ALL_AT_ONCE;
    const instances = instancesOf(update);
    const alarms = new RollbackAlarms(alarmNames(update.deployment), () => this.executionRole(update));
    const now = () => Date.now() / 1000;
    const effects: ShiftEffects = {
      now,
      pause: async seconds => delay(seconds * 1000, undefined, { signal }),
      async readAlarms() {
        const verdict = await alarms.read();
        signal.throwIfAborted();
        return verdict;
      },
      activate(stage) {
        show('ActivatingTraffic', stageMessages.activating(stage), stage.active);
        live.shift(shares(stage.active, instances));
      },
      bake: stage => show('Baking', stageMessages.baking(stage), stage.active),
    };
    const deadline = now() + (policy.MaximumExecutionTimeoutInSeconds ?? LONGEST_SECONDS);
    const request = { plan: trafficPlan(policy, instances), deadline, lookEachSeconds: LOOK_SECONDS };
    return shiftTraffic(request, effects).finally(() => alarms.close());
  }

  private complete(name: string, live: LiveEndpoint, { config, summaries }: PlannedUpdate): void {
    const old = live.complete();
    this.parts.records.enter(name, 'InService', {
      EndpointConfigName: config.EndpointConfigName,
      ProductionVariants: summaries,
      PendingDeploymentSummary: NOTHING,
      FailureReason: NOTHING,
    });
    this.retire(name, live, old);
  }

  private async rollBack(
    name: string,
    live: LiveEndpoint,
    { reason, show, signal }: { reason: string; show: Show; signal: AbortSignal },
  ): Promise<void> {
    const { records } = this.parts;
    this.world.log(`endpoint ${name} was rolled back: ${reason}`);
    const abandoned = live.abandon();
    records.enter(name, 'RollingBack');
    if (abandoned) show('Deleting', stageMessages.terminating(sum(instancesIn(abandoned))));
    const served = await waitUntil(() => signal.aborted || live.isAnswering, { withinMs: ROLLBACK_MS });
    if (!signal.aborted) {
      const ended = { FailureReason: reason.slice(0, 1024), PendingDeploymentSummary: NOTHING };
      records.enter(name, served ? 'InService' : 'UpdateRollbackFailed', ended);
    }
    if (abandoned) this.retire(name, live, abandoned);
  }

  /** In the background: the last requests of an asynchronous endpoint may take an hour. */
  private retire(name: string, live: LiveEndpoint, fleet: Fleet): void {
    live.retire(fleet).catch(error => this.world.log(`endpoint ${name}: its old fleet did not end: ${error.message}`));
  }

  /** Shows a stage in DescribeEndpoint and tells it as an event. */
  private shows(name: string, { config, summaries }: PlannedUpdate): Show {
    const { records } = this.parts;
    const startedAt = records.now();
    return (Status, StatusMessage, active = {}) => {
      const stage = { Status, StatusMessage, StartTime: records.now() };
      const facts = { config: config.EndpointConfigName, startedAt, variants: summaries, active, stage };
      records.step(name, pendingDeployment(facts));
    };
  }

  /** AWS reads the alarms with the execution role of the models. */
  private async executionRole({ config }: PlannedUpdate) {
    const [variant] = config.ProductionVariants;
    const { ExecutionRoleArn: role, ModelArn: source } = this.parts.models.get(variant?.ModelName ?? '');
    const session = { role, session: 'SageMaker', seconds: SESSION_SECONDS, source };
    return this.world.client(await this.world.session(session));
  }
}

interface Attempt {
  readonly name: string;
  readonly update: PlannedUpdate;
  readonly show: Show;
  readonly signal: AbortSignal;
}

type Show = (status: VariantStage['Status'], message: string, active?: Capacities) => void;

const sum = (instances: Capacities) => Object.values(instances).reduce((total, count) => total + count, 0);

const instancesIn = (fleet: Fleet): Capacities =>
  Object.fromEntries(fleet.variants.map(({ name, instances }) => [name, instances]));

/** Instances by variant; a serverless variant counts as one. */
export function instancesOf({ summaries }: Pick<PlannedUpdate, 'summaries'>): Capacities {
  const counted = summaries.map(
    ({ VariantName, DesiredInstanceCount }) => [VariantName, Math.max(1, DesiredInstanceCount ?? 1)] as const,
  );
  return Object.fromEntries(counted);
}

const shares = (active: Capacities, instances: Capacities): Capacities =>
  Object.fromEntries(Object.entries(instances).map(([name, count]) => [name, (active[name] ?? 0) / count]));
