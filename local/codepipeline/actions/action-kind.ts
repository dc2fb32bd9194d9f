import type { Artifacts } from '../artifacts/artifact-store';
import type { ActionRole } from '../cloud/action-role';
import type {
  ActionAnswer,
  ActionExecution,
  Artifact,
  Execution,
  RevisionOverride,
  SourceRevision,
} from '../executions/execution';
import type { ActionDeclaration, Configuration, Pipeline } from '../pipelines/declaration';
import type { World } from '../world';

/** One run of an action, as its kind sees it. */
export interface ActionWork {
  readonly world: World;
  readonly pipeline: Pipeline;
  readonly execution: Execution;
  readonly action: ActionDeclaration;
  /** What is written down of it: after a restart it tells what was done already. */
  readonly record: ActionExecution;
  /** Variables are resolved. */
  readonly configuration: Configuration;
  /** Of this action. */
  readonly overrides: readonly RevisionOverride[];
  readonly role: ActionRole;
  readonly artifacts: Artifacts;
  /** Aborted when the action is abandoned, when its time is over, and when the service stops. */
  readonly ending: AbortSignal;
  /** When its time is over; epoch seconds. */
  readonly deadline: number;
  /** A new place for an output artifact. */
  output(name: string): Artifact;
  /** Writes down what must survive a restart. */
  keep(change: Partial<ActionExecution>): void;
  /** Resolves with what a person or a function answers, at once when it is written down already. */
  answered(): Promise<ActionAnswer>;
}

export interface ActionOutcome {
  readonly summary?: string;
  readonly variables?: Configuration;
  readonly artifacts?: readonly Artifact[];
  readonly revisions?: readonly SourceRevision[];
  readonly externalExecutionId?: string;
  readonly externalExecutionUrl?: string;
}

/** At least and at most so many. */
export type Range = readonly [least: number, most: number];

/** What one action type does. */
export interface ActionKind {
  readonly inputs: Range;
  readonly outputs: Range;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Quotas in AWS CodePipeline, "Length of time before an action times out". */
  readonly timeoutMinutes: number;
  /** The declaration may set another time. */
  readonly hasOwnTimeout?: boolean;
  /** Names of the variables that every run of it gives. */
  readonly variables?: readonly string[];
  /**
   * Runs to its end. After a restart of the service it is called again with what was kept: what goes on elsewhere is
   * taken up, not done twice.
   * @throws ActionFailed
   */
  run(work: ActionWork): Promise<ActionOutcome>;
}
