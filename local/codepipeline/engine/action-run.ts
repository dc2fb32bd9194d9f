import { ActionFailed } from '../actions/action-failed';
import type { ActionKind, ActionOutcome, ActionWork } from '../actions/action-kind';
import { Artifacts, newArtifact, storeOf } from '../artifacts/artifact-store';
import { ActionRole } from '../cloud/action-role';
import type { ActionAnswer, ActionExecution, Execution } from '../executions/execution';
import type { Executions } from '../executions/executions';
import type { ActionDeclaration, Configuration, Pipeline } from '../pipelines/declaration';
import { type Lookup, resolve, UnresolvedVariable } from '../variables/references';
import type { World } from '../world';
import type { Answers } from './answers';

export interface ActionRunParts {
  readonly world: World;
  readonly executions: Executions;
  readonly answers: Answers;
  readonly pipeline: Pipeline;
  readonly execution: Execution;
  readonly action: ActionDeclaration;
  readonly kind: ActionKind;
}

/** setTimeout takes no longer times. */
const LONGEST_TIMER_MS = 2_000_000_000;
const MINUTE = 60;

/** Runs one action to its end; what it made goes into the execution's record together with the end. */
export class ActionRun {
  private readonly ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: ActionRunParts,
    private readonly id: string,
  ) {}

  /** Resolves when it has ended; the record says how. Does nothing more once it was ended from outside. */
  async run(): Promise<void> {
    const { kind, executions } = this.parts;
    try {
      const work = this.work();
      const outcome = await Promise.race([kind.run(work), this.whenEnded(work)]);
      if (this.ending.signal.aborted) return;
      this.succeed(outcome as ActionOutcome);
    } catch (error) {
      if (this.ending.signal.aborted && !(error instanceof TimedOut)) return;
      executions.changeAction(this.id, { status: 'Failed', ...this.failure(error) });
    } finally {
      clearTimeout(this.timer);
    }
  }

  /** Lets go of it: what it began elsewhere goes on. */
  abandon(): void {
    this.ending.abort();
    clearTimeout(this.timer);
  }

  private get record(): ActionExecution {
    return this.parts.executions.action(this.id) as ActionExecution;
  }

  /** Never resolves; rejects when its time is over or it is abandoned. */
  private whenEnded({ deadline }: ActionWork): Promise<never> {
    return new Promise((_, reject) => {
      const look = () => {
        const left = deadline * 1000 - Date.now();
        if (left > 0) {
          this.timer = setTimeout(look, Math.min(left, LONGEST_TIMER_MS));
          return;
        }
        reject(new TimedOut());
        this.ending.abort();
      };
      this.ending.signal.addEventListener('abort', () => reject(new ActionFailed('ActionTimeout', 'abandoned')));
      look();
    });
  }

  private work(): ActionWork {
    const { world, executions, answers, pipeline, execution, action, kind } = this.parts;
    const configuration = this.resolved();
    const store = storeOf(pipeline.declaration, world.scope.region);
    const role = new ActionRole(world, {
      pipelineRole: pipeline.declaration.roleArn,
      actionRole: action.roleArn,
      source: pipeline.arn,
      session: execution.pipelineExecutionId,
    });
    const minutes = action.timeoutInMinutes ?? kind.timeoutMinutes;
    return {
      ...{ world, pipeline, execution, action, configuration, role },
      record: executions.changeAction(this.id, { resolvedConfiguration: configuration }),
      overrides: execution.overrides.filter(({ actionName }) => actionName === action.name),
      artifacts: new Artifacts(role, store),
      ending: this.ending.signal,
      deadline: this.record.startTime + minutes * MINUTE,
      output: name => newArtifact(pipeline.declaration.name, name, store),
      keep: change => void (this.ending.signal.aborted || executions.changeAction(this.id, change)),
      answered: () => this.answered(answers),
    };
  }

  private answered(answers: Answers): Promise<ActionAnswer> {
    const { answer } = this.record;
    return answer ? Promise.resolve(answer) : answers.wait(this.id);
  }

  /** @throws UnresolvedVariable */
  private resolved(): Configuration {
    const { action, execution } = this.parts;
    const lookup = lookupIn(execution);
    const entries = Object.entries(action.configuration ?? {});
    return Object.fromEntries(entries.map(([key, value]) => [key, resolve(value, lookup)]));
  }

  private succeed(outcome: ActionOutcome): void {
    const { executions, action, execution } = this.parts;
    const { summary, variables, artifacts = [], revisions = [], externalExecutionId, externalExecutionUrl } = outcome;
    const now = executions.find(execution.pipelineExecutionId);
    if (!now || this.record.status !== 'InProgress') return;
    const { namespace } = action;
    executions.change(execution.pipelineExecutionId, {
      artifacts: { ...now.artifacts, ...Object.fromEntries(artifacts.map(one => [one.name, one])) },
      revisions: [...now.revisions.filter(({ actionName }) => actionName !== action.name), ...revisions],
      ...(namespace !== undefined && { outputs: { ...now.outputs, [namespace]: variables ?? {} } }),
    });
    executions.changeAction(this.id, {
      status: 'Succeeded',
      outputArtifacts: artifacts,
      ...(summary !== undefined && { summary }),
      ...(variables && { outputVariables: variables }),
      ...(externalExecutionId !== undefined && { externalExecutionId }),
      ...(externalExecutionUrl !== undefined && { externalExecutionUrl }),
    });
  }

  private failure(error: unknown): Partial<ActionExecution> {
    if (error instanceof TimedOut) {
      return { error: { code: 'ActionTimeout', message: 'The action execution has exceeded its timeout.' } };
    }
    if (error instanceof UnresolvedVariable) {
      return { error: { code: 'ConfigurationError', message: error.message } };
    }
    if (error instanceof ActionFailed) {
      const { code, message, externalExecutionId } = error;
      const summary = this.record.token === undefined ? {} : { summary: message };
      return {
        error: { code, message },
        ...summary,
        ...(externalExecutionId !== undefined && { externalExecutionId }),
      };
    }
    const { stack, message } = error as Error;
    this.parts.world.log(`codepipeline: action ${this.record.actionName}: ${stack}`);
    return { error: { code: 'SystemUnavailable', message: `the laptop cloud could not run the action: ${message}` } };
  }
}

class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Values of an execution's variables. */
export function lookupIn(execution: Execution): Lookup {
  return (namespace, key) => {
    if (namespace === 'codepipeline') return key === 'PipelineExecutionId' ? execution.pipelineExecutionId : undefined;
    if (namespace === 'variables') return execution.variables.find(({ name }) => name === key)?.resolvedValue;
    return execution.outputs[namespace]?.[key];
  };
}
