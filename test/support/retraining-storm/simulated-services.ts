import type { StartCall } from '../../../lambdas/contracts/retraining';
import type { Desk } from '../../../lambdas/domain/retraining/desk';
import type { Execution } from '../../../lambdas/domain/training/execution';
import type { PipelineExecutions, StartRequest } from '../../../lambdas/ports/pipeline-executions';
import type { RetrainingDesks } from '../../../lambdas/ports/retraining-desks';
import type { TrainingStarts } from '../../../lambdas/ports/training-starts';
import type { SimulatedTime } from './simulated-time';

/** Desks behind a network: each call takes its time, a write is one step. */
export const slowDesks = (desks: RetrainingDesks, time: SimulatedTime): RetrainingDesks => ({
  read: async workload => {
    await time.call();
    return desks.read(workload);
  },
  write: async (desk: Desk) => {
    await time.call();
    return desks.write(desk);
  },
});

export interface Ran extends Execution {
  readonly correlationId: string;
  readonly workload: string;
}

/** A training service: executions run for a while, and end well or badly. */
export class SimulatedExecutions implements Pick<PipelineExecutions, 'start' | 'describe' | 'newest'> {
  readonly all: Ran[] = [];

  constructor(
    private readonly time: SimulatedTime,
    private readonly tell: (ended: Ran) => void,
  ) {}

  async start({ workload, correlationId }: StartRequest): Promise<string> {
    await this.time.call();
    const known = this.all.find(one => one.correlationId === correlationId);
    if (known) return known.arn;
    const arn = `arn:aws:sagemaker:us-east-1:000000000000:pipeline/everloop-dev-${workload}/execution/${this.all.length}`;
    this.all.push({ arn, status: 'Executing', startedAt: this.time.now(), correlationId, workload });
    // A broken one fails within a second, a good one takes up to two hours.
    const seconds = this.time.random() < 0.2 ? this.time.random() : 20 + this.time.random() * 7200;
    this.time.after(seconds * 1000, () => this.end(arn));
    return arn;
  }

  async describe(arn: string): Promise<Execution | null> {
    await this.time.call();
    return this.all.find(one => one.arn === arn) ?? null;
  }

  async *newest(): AsyncIterable<Execution> {
    await this.time.call();
    yield* [...this.all].reverse();
  }

  private end(arn: string): void {
    const index = this.all.findIndex(one => one.arn === arn);
    const running = this.all[index] as Ran;
    const status = this.time.random() < 0.8 ? 'Succeeded' : 'Failed';
    const ended: Ran = { ...running, status, endedAt: this.time.now() };
    this.all[index] = ended;
    this.tell(ended);
  }
}

/** A workflow service: one run a name. What a run does is given. */
export class SimulatedStarts implements TrainingStarts {
  readonly names = new Set<string>();

  constructor(
    private readonly time: SimulatedTime,
    private readonly run: (call: StartCall) => void,
  ) {}

  async start(call: StartCall): Promise<'started' | 'known'> {
    await this.time.call();
    if (this.names.has(call.correlationId)) return 'known';
    this.names.add(call.correlationId);
    this.run(call);
    return 'started';
  }
}
