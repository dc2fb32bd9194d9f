import type { RoleCaller } from '../../cloud/role-caller';
import type { World } from '../../world';
import type { Execution, StepMetadata, StepRecord, Values } from '../executions/execution';

/** One attempt at a step. */
export interface StepWork {
  readonly world: World;
  /** Acts with the pipeline's role. */
  readonly role: RoleCaller;
  readonly execution: Execution;
  readonly name: string;
  /** As the definition has it. */
  readonly step: Readonly<Record<string, unknown>>;
  /** With the values of this execution. */
  readonly arguments: Values;
  /** Aborted when the execution is asked to stop. */
  readonly stopping: AbortSignal;
  /** Writes down what is known of the step before it ends. */
  keep(change: Pick<StepRecord, 'Metadata' | 'JobName' | 'CallbackToken'>): void;
}

export interface StepOutcome {
  /** What other steps may use of it. */
  readonly values: Values;
  readonly metadata?: StepMetadata;
}

/** What one type of step does. */
export interface StepKind {
  /** It is Executing from its first `keep` on, when there is something to look at; other kinds are from the start. */
  readonly executesOnceKept?: true;
  /** @throws StepFailed, StepStopped */
  run(work: StepWork): Promise<StepOutcome>;
  /** Goes on with a step that ran when the service died; without this it has failed. */
  resume?(work: StepWork, record: StepRecord): Promise<StepOutcome>;
}
