import { createHash } from 'node:crypto';
import { SageMakerError } from '../../errors';
import type { Collection } from '../../store/collection';
import type { World } from '../../world';
import { type Execution, type ExecutionStatus, hasEnded, isOver, type StepRecord } from './execution';
import { executionEvent, stepEvent } from './execution-events';

/** What is kept of executions. Each change of a status is told to EventBridge. */
export class Executions {
  readonly records: Collection<Execution>;
  /** By execution and step. */
  private readonly stepRecords: Collection<StepRecord>;
  private readonly byExecution = new Map<string, Map<string, StepRecord>>();
  private readonly byToken = new Map<string, string>();
  /** Texts by hash: executions of one definition share it. */
  private readonly definitions: Collection<{ readonly text: string }>;

  constructor(private readonly world: Pick<World, 'clock' | 'events' | 'collection'>) {
    this.records = world.collection<Execution>('pipeline-executions');
    this.stepRecords = world.collection<StepRecord>('pipeline-steps');
    this.definitions = world.collection('pipeline-definitions');
    for (const step of this.stepRecords.values()) this.index(step);
    for (const execution of this.records.values()) this.remember(execution);
  }

  /** @throws SageMakerError ResourceNotFound */
  get(arn: string): Execution {
    const found = this.records.get(arn);
    if (found) return found;
    throw new SageMakerError('ResourceNotFound', `Pipeline execution with ARN ${arn} does not exist.`);
  }

  add(execution: Omit<Execution, 'Definition'>, definition: string): Execution {
    const key = createHash('sha256').update(definition).digest('hex');
    if (!this.definitions.has(key)) this.definitions.put(key, { text: definition });
    const added = this.records.put(execution.PipelineExecutionArn, { ...execution, Definition: key });
    this.remember(added);
    this.world.events.emit(executionEvent(added, undefined));
    return added;
  }

  /** The execution that was started with a token. */
  withToken(pipelineArn: string, token: string): Execution | undefined {
    return this.records.get(this.byToken.get(tokenKey(pipelineArn, token)) ?? '');
  }

  definitionOf({ Definition }: Execution): string {
    return this.definitions.get(Definition)?.text ?? '';
  }

  enter(arn: string, status: ExecutionStatus, change: Partial<Execution> = {}): Execution {
    const previous = this.get(arn).PipelineExecutionStatus;
    const now = this.world.clock.read();
    const times = { LastModifiedTime: now, EndTime: isOver(status) ? now : undefined } as Partial<Execution>;
    const changed = this.records.change(arn, { ...change, ...times, PipelineExecutionStatus: status });
    this.world.events.emit(executionEvent(changed, previous));
    return changed;
  }

  /** Steps that were started, in the order in which they were. */
  stepsOf(arn: string): readonly StepRecord[] {
    return [...(this.byExecution.get(arn)?.values() ?? [])].sort((a, b) => a.StartTime - b.StartTime);
  }

  step(arn: string, name: string): StepRecord | undefined {
    return this.byExecution.get(arn)?.get(name);
  }

  /** Every step of every execution. */
  allSteps(): Iterable<StepRecord> {
    return this.stepRecords.values();
  }

  addStep(step: StepRecord): void {
    this.putStep(step);
    this.tell(step, undefined);
  }

  /** Takes a step over as it is, without a word to EventBridge. */
  copyStep(step: StepRecord): void {
    this.putStep(step);
  }

  changeStep(arn: string, name: string, change: Partial<StepRecord>): StepRecord {
    const before = this.step(arn, name);
    if (!before) throw new Error(`pipelines: ${arn} must have a step ${name} that was started, got none`);
    const ends = change.StepStatus && hasEnded(change.StepStatus) && !change.EndTime;
    const after = { ...before, ...change, ...(ends && { EndTime: this.world.clock.read() }) };
    this.putStep(after);
    if (after.StepStatus !== before.StepStatus) this.tell(after, before.StepStatus);
    return after;
  }

  /** Forgets steps, so that they can be started again. */
  forgetSteps(arn: string, accepts: (step: StepRecord) => boolean): void {
    for (const step of this.stepsOf(arn).filter(accepts)) {
      this.byExecution.get(arn)?.delete(step.StepName);
      this.stepRecords.delete(keyOf(step));
    }
  }

  /** Forgets all executions of a pipeline. */
  forget(pipelineArn: string): void {
    for (const [arn, { PipelineArn, ClientRequestToken }] of [...this.records.entries()]) {
      if (PipelineArn !== pipelineArn) continue;
      this.byToken.delete(tokenKey(PipelineArn, ClientRequestToken));
      this.forgetSteps(arn, () => true);
      this.byExecution.delete(arn);
      this.records.delete(arn);
    }
    const used = new Set([...this.records.values()].map(({ Definition }) => Definition));
    for (const [hash] of [...this.definitions.entries()]) if (!used.has(hash)) this.definitions.delete(hash);
  }

  private remember({ PipelineArn, ClientRequestToken, PipelineExecutionArn }: Execution): void {
    this.byToken.set(tokenKey(PipelineArn, ClientRequestToken), PipelineExecutionArn);
  }

  private putStep(step: StepRecord): void {
    this.stepRecords.put(keyOf(step), step);
    this.index(step);
  }

  private index(step: StepRecord): void {
    const steps = this.byExecution.get(step.PipelineExecutionArn) ?? new Map<string, StepRecord>();
    this.byExecution.set(step.PipelineExecutionArn, steps.set(step.StepName, step));
  }

  private tell(step: StepRecord, previous: StepRecord['StepStatus'] | undefined): void {
    const execution = this.get(step.PipelineExecutionArn);
    this.world.events.emit(stepEvent({ execution, step, previous, at: this.world.clock.read() }));
  }
}

const keyOf = ({ PipelineExecutionArn, StepName }: StepRecord) => `${PipelineExecutionArn}/${StepName}`;

const tokenKey = (pipelineArn: string, token: string): string => `${pipelineArn} ${token}`;
