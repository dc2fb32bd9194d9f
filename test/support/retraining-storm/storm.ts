import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryNotifier } from '../../../lambdas/adapters/memory/notifier';
import type { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { MemoryRetrainAlarms } from '../../../lambdas/adapters/memory/retrain-alarms';
import { MemoryRetrainingDesks } from '../../../lambdas/adapters/memory/retraining-desks';
import { MemoryTrailStore } from '../../../lambdas/adapters/memory/trail-store';
import { datasetPolicySchema } from '../../../lambdas/contracts/dataset-manifest';
import { retrainAlarmName, type StartCall } from '../../../lambdas/contracts/retraining';
import type { RetrainingPolicy } from '../../../lambdas/contracts/retraining-policy';
import { createCoordinate } from '../../../lambdas/handlers/retraining/coordinate';
import { createGiveUpRetraining } from '../../../lambdas/handlers/retraining/give-up-retraining';
import type { RetrainingEffects } from '../../../lambdas/handlers/retraining/retraining-effects';
import { createStartRetraining } from '../../../lambdas/handlers/retraining/start-retraining';
import { curatedBucket } from '../curated-bucket';
import { SimulatedExecutions, SimulatedStarts, slowDesks } from './simulated-services';
import { SimulatedTime, seeded } from './simulated-time';

export const workload = 'product-images';
const place = { project: 'Everloop', environment: 'dev' };
const classes = ['bags', 'footwear'];

/** How often something goes wrong, 0 to 1. */
export interface Weather {
  readonly duplicated: number;
  /** A function is killed at some call; its message comes again. */
  readonly killed: number;
  /** A starter is killed for good: nothing comes again. */
  readonly starterLost: number;
  /** The event of an execution's end never comes. */
  readonly endLost: number;
}

export const roughWeather: Weather = { duplicated: 0.05, killed: 0.03, starterLost: 0.3, endLost: 0.2 };
export const fairWeather: Weather = { duplicated: 0, killed: 0, starterLost: 0, endLost: 0 };

let stocked: Promise<MemoryObjectStore> | undefined;

class Killed extends Error {}

/** The real coordinator and starter on simulated services, in simulated time. */
export class Storm {
  readonly time: SimulatedTime;
  readonly executions: SimulatedExecutions;
  readonly desks = new MemoryRetrainingDesks();
  readonly trail = new MemoryTrailStore();
  readonly notifier = new MemoryNotifier();
  readonly alarms = new MemoryRetrainAlarms();
  private readonly starts: SimulatedStarts;
  private readonly random: () => number;

  private constructor(
    seed: number,
    readonly policy: RetrainingPolicy,
    private readonly weather: Weather,
    private readonly objects: MemoryObjectStore,
  ) {
    this.random = seeded(seed);
    this.time = new SimulatedTime(this.random);
    this.starts = new SimulatedStarts(this.time, call => this.runStarter(call));
    this.executions = new SimulatedExecutions(this.time, ({ arn, status }) => {
      if (this.random() < this.weather.endLost) return;
      this.deliver({
        'detail-type': 'SageMaker Model Building Pipeline Execution Status Change',
        time: this.time.now().toISOString(),
        detail: {
          pipelineArn: arn.replace(/\/execution.*/, ''),
          pipelineExecutionArn: arn,
          currentPipelineExecutionStatus: status,
        },
      });
    });
  }

  static async brew(seed: number, policy: RetrainingPolicy, weather = roughWeather): Promise<Storm> {
    stocked ??= curatedBucket({ workload, classes, perClass: 60, golden: 40 });
    return new Storm(seed, policy, weather, await stocked);
  }

  /** An alarm changes now; its event comes soon, perhaps twice, not always in order. */
  change(subject: string, isRaised: boolean): void {
    const name = retrainAlarmName({ ...place, workload }, subject);
    const others = (this.alarms.inAlarm.get(workload) ?? []).filter(one => one.name !== name);
    const at = this.time.now().toISOString();
    const own = { name, isRaised, at, why: 'Threshold Crossed' };
    this.alarms.inAlarm.set(workload, isRaised ? [...others, own] : others);
    this.deliver({
      'detail-type': 'CloudWatch Alarm State Change',
      time: at,
      detail: { alarmName: name, state: { value: isRaised ? 'ALARM' : 'OK', reason: own.why, timestamp: at } },
    });
  }

  /** A look each five minutes, from now on. */
  lookOften(): void {
    this.time.after(5 * 60_000, () => {
      this.deliver({ kind: 'look' });
      this.lookOften();
    });
  }

  deliver(event: unknown): void {
    const copies = this.random() < this.weather.duplicated ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.attempt(event, 5);
  }

  /** As a queue does: again after a while, so many times. */
  private attempt(event: unknown, tries: number): void {
    this.time.after(this.random() * 2000, () => {
      this.coordinate(event).catch(error => {
        if (!(error instanceof Killed)) throw error;
        if (tries > 1) this.time.after(360_000, () => this.attempt(event, tries - 1));
      });
    });
  }

  private coordinate(event: unknown): Promise<unknown> {
    const effects: RetrainingEffects = {
      ...this.leaseEffects(this.weather.killed),
      starts: this.starts,
      alarms: this.alarms,
      notifier: this.notifier,
      journal: new MemoryLog(),
      policies: { [workload]: this.policy },
      repair: async () => ({ kind: 'none' as const }),
      newLabels: async () => ({ count: 0, since: null }),
      driftedWindow: async () => undefined,
      ...place,
    };
    return createCoordinate(effects)(event);
  }

  /** The workflow's one function: it may die at any call, for good, or sleep for as long as Lambda lets it. */
  private runStarter(call: StartCall): void {
    const effects = this.leaseEffects(this.weather.starterLost / 4);
    const dozeMs = this.random() < 0.2 ? this.random() * 880_000 : this.random() * 3000;
    const start = createStartRetraining({
      ...effects,
      executions: this.executions,
      objects: this.objects,
      buckets: { models: 'models', curated: 'curated' },
      registry: new MemoryModelRegistry(),
      plans: { [workload]: { classes, policy: datasetPolicySchema.parse({}) } },
      journal: new MemoryLog(),
    });
    this.time.after(dozeMs, () => {
      start(call).catch(error => {
        // A killed workflow tells nobody; one whose function crashed goes on to its last state.
        if (error instanceof Killed && this.random() < 0.5) return;
        const failure = { Error: String(error.name), Cause: String(error.message) };
        const { correlationId } = call;
        createGiveUpRetraining(this.leaseEffects(0))({ workload, correlationId, error: failure });
      });
    });
  }

  private leaseEffects(killed: number) {
    const step = async () => {
      if (this.random() < killed) throw new Killed();
    };
    const desks = slowDesks(this.desks, this.time);
    return {
      desks: {
        read: async (of: string) => {
          await step();
          return desks.read(of);
        },
        write: async (desk: Parameters<typeof desks.write>[0]) => {
          await step();
          const outcome = await desks.write(desk);
          await step();
          return outcome;
        },
      },
      executions: this.executions,
      trail: this.trail,
      clock: { now: this.time.now },
    };
  }
}
