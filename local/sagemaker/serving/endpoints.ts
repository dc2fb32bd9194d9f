import { validationError } from '../errors';
import { failureReason } from '../jobs/job-failure';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import type { World } from '../world';
import type {
  CreateEndpointRequest,
  Endpoint,
  EndpointStatus,
  UpdateEndpointRequest,
  UpdateWeightsRequest,
} from './endpoint';
import type { EndpointConfigs } from './endpoint-config';
import { endpointEvent } from './endpoint-event';
import { Fleet, variantSummaries } from './fleet';
import type { Models } from './models';

const CHANGING = new Set<EndpointStatus>(['Creating', 'Updating', 'RollingBack', 'SystemUpdating', 'Deleting']);

/** Endpoints: their records, and the fleets of servers behind them. */
export class Endpoints {
  readonly records: Collection<Endpoint>;
  private readonly fleets = new Map<string, Fleet>();
  private readonly work = new Map<string, Promise<void>>();
  private generation = 0;
  private stopping = false;

  constructor(
    private readonly world: World,
    private readonly models: Models,
    private readonly configs: EndpointConfigs,
  ) {
    this.records = world.collection<Endpoint>('endpoints');
  }

  create({ EndpointName, EndpointConfigName, Tags }: CreateEndpointRequest): Endpoint {
    const arn = arnOf(this.world.scope, 'endpoint', EndpointName);
    if (this.records.has(EndpointName)) throw validationError(`Cannot create already existing endpoint "${arn}".`);
    this.configs.get(EndpointConfigName);
    const now = this.world.clock.read();
    this.world.tags.add(arn, Tags);
    const endpoint: Endpoint = {
      EndpointName,
      EndpointArn: arn,
      EndpointConfigName,
      EndpointStatus: 'Creating',
      CreationTime: now,
      LastModifiedTime: now,
    };
    this.records.put(EndpointName, endpoint);
    this.emit(endpoint);
    this.background(EndpointName, () => this.deploy(EndpointName, { config: EndpointConfigName, otherwise: 'Failed' }));
    return endpoint;
  }

  /** Starts the new fleet beside the old one and switches; if it does not come up the old one goes on, as in AWS. */
  update({ EndpointName, EndpointConfigName, DeploymentConfig }: UpdateEndpointRequest): Endpoint {
    const endpoint = this.settled(EndpointName);
    this.configs.get(EndpointConfigName);
    if (endpoint.EndpointConfigName === EndpointConfigName) {
      throw validationError(
        `Cannot update endpoint "${endpoint.EndpointArn}" with the configuration it is using, "${EndpointConfigName}".`,
      );
    }
    const otherwise = endpoint.EndpointStatus === 'Failed' ? 'Failed' : 'InService';
    const changed = this.enter(EndpointName, 'Updating', {
      ...(DeploymentConfig && { LastDeploymentConfig: DeploymentConfig }),
    });
    this.background(EndpointName, () => this.deploy(EndpointName, { config: EndpointConfigName, otherwise }));
    return changed;
  }

  updateWeights({ EndpointName, DesiredWeightsAndCapacities }: UpdateWeightsRequest): Endpoint {
    const { ProductionVariants = [], EndpointArn } = this.settled(EndpointName);
    for (const { VariantName } of DesiredWeightsAndCapacities) {
      if (!ProductionVariants.some(variant => variant.VariantName === VariantName)) {
        throw validationError(`Variant "${VariantName}" does not exist in endpoint "${EndpointArn}".`);
      }
    }
    const changed = ProductionVariants.map(variant => {
      const wanted = DesiredWeightsAndCapacities.find(({ VariantName }) => VariantName === variant.VariantName);
      const weight = wanted?.DesiredWeight ?? variant.DesiredWeight;
      const count = wanted?.DesiredInstanceCount ?? variant.DesiredInstanceCount;
      const counts = count === undefined ? {} : { CurrentInstanceCount: count, DesiredInstanceCount: count };
      return { ...variant, CurrentWeight: weight, DesiredWeight: weight, ...counts };
    });
    this.enter(EndpointName, 'Updating');
    return this.enter(EndpointName, 'InService', { ProductionVariants: changed });
  }

  /** @throws SageMakerError ValidationException */
  get(name: string): Endpoint {
    const endpoint = this.records.get(name);
    if (endpoint) return endpoint;
    throw validationError(`Could not find endpoint "${arnOf(this.world.scope, 'endpoint', name)}".`);
  }

  fleet(name: string): Fleet | undefined {
    return this.fleets.get(name);
  }

  delete(name: string): void {
    if (this.get(name).EndpointStatus === 'Deleting') return;
    this.enter(name, 'Deleting');
    this.background(name, async () => {
      await this.fleets.get(name)?.stop();
      this.fleets.delete(name);
      const { EndpointArn } = this.get(name);
      this.records.delete(name);
      this.world.tags.forget(EndpointArn);
    });
  }

  /** Resolves when what is under way at the endpoint is done. */
  async idle(name: string): Promise<void> {
    while (this.work.has(name)) await this.work.get(name);
  }

  /** Starts the servers of a kept endpoint again, after a restart of the laptop cloud or when one of them died. */
  restart(name: string): void {
    const { EndpointStatus: status, EndpointConfigName: config } = this.get(name);
    if (this.work.has(name) || status === 'Failed') return;
    if (status === 'Deleting') {
      this.records.delete(name);
      return;
    }
    this.enter(name, 'SystemUpdating');
    this.background(name, () => this.deploy(name, { config, otherwise: 'Failed' }));
  }

  recover(): void {
    for (const [name] of this.records.entries()) this.restart(name);
  }

  /** Ends every server at once; the records stay as they are. */
  kill(): void {
    this.stopping = true;
    for (const fleet of this.fleets.values()) fleet.kill();
  }

  private async deploy(
    name: string,
    { config, otherwise }: { config: string; otherwise: EndpointStatus },
  ): Promise<void> {
    try {
      this.generation += 1;
      const chosen = this.configs.get(config);
      const fleet = await Fleet.start(this.world, this.models, {
        endpoint: this.get(name),
        config: chosen,
        generation: this.generation,
      });
      const old = this.fleets.get(name);
      if (this.stopping) return fleet.kill();
      this.fleets.set(name, fleet);
      if (this.get(name).EndpointStatus === 'Deleting') return;
      const ProductionVariants = variantSummaries(this.models, chosen, this.world.clock.read());
      this.enter(name, 'InService', {
        EndpointConfigName: config,
        ProductionVariants,
        FailureReason: undefined as never,
      });
      await old?.stop();
    } catch (error) {
      const reason = failureReason(error);
      this.world.log(`endpoint ${name}: ${config} was not deployed: ${reason}`);
      if (this.stopping || this.get(name).EndpointStatus === 'Deleting') return;
      if (otherwise === 'InService') this.enter(name, 'RollingBack');
      this.enter(name, otherwise, otherwise === 'Failed' ? { FailureReason: reason } : {});
    }
  }

  /** One piece of work at a time for each endpoint. */
  private background(name: string, work: () => Promise<void>): void {
    const before = this.work.get(name) ?? Promise.resolve();
    const mine: Promise<void> = before
      .then(work)
      .catch(error => this.world.log(`endpoint ${name}: ${(error as Error).stack}`))
      .finally(() => this.work.get(name) === mine && this.work.delete(name));
    this.work.set(name, mine);
  }

  private settled(name: string): Endpoint {
    const endpoint = this.get(name);
    if (CHANGING.has(endpoint.EndpointStatus))
      throw validationError(`Cannot update in-progress endpoint "${endpoint.EndpointArn}".`);
    return endpoint;
  }

  private enter(name: string, status: EndpointStatus, change: Partial<Endpoint> = {}): Endpoint {
    const LastModifiedTime = this.world.clock.read();
    const changed = this.records.change(name, { ...change, EndpointStatus: status, LastModifiedTime });
    this.emit(changed);
    return changed;
  }

  private emit(endpoint: Endpoint): void {
    this.world.events.emit(endpointEvent(endpoint, this.world.tags.of(endpoint.EndpointArn)));
  }
}
