import type { ReadStep } from '../../../../pipeline/definition/validate-definition';
import type { RoleCaller } from '../../cloud/role-caller';
import type { World } from '../../world';
import { cacheKey } from '../cache/cache-key';
import type { CacheConfig, StepCache } from '../cache/step-cache';
import type { Execution, StepRecord, Values } from '../executions/execution';
import { evaluate, type Facts } from '../expressions/evaluate';
import { type GivenPolicy, Retries } from '../retry/retry-policy';
import { interrupted, StepFailed, StepStopped } from '../steps/step-failed';
import type { StepKind, StepOutcome, StepWork } from '../steps/step-kind';
import { pause } from './pause';

export interface StepRunParts {
  readonly world: World;
  readonly role: RoleCaller;
  readonly execution: Execution;
  readonly step: ReadStep;
  readonly kind: StepKind;
  readonly facts: Facts;
  readonly cache: StepCache;
  readonly stopping: AbortSignal;
  /** Changes the step's record; does nothing once the service is being stopped. */
  readonly change: (change: Partial<StepRecord>) => StepRecord | undefined;
}

/** Runs one step of one execution to its end. Never throws: the record says how it ended. */
export class StepRun {
  constructor(private readonly parts: StepRunParts) {}

  /** @param resumed the record of a step that ran when the service died */
  async run(resumed?: StepRecord): Promise<void> {
    const { change, cache } = this.parts;
    try {
      const given = await this.arguments();
      const ended = resumed ? await this.resume(given, resumed) : await this.startOrReuse(given);
      const done = change({ ...ended, StepStatus: 'Succeeded' });
      if (done) cache.add(done);
    } catch (error) {
      if (error instanceof StepStopped) change({ StepStatus: 'Stopped' });
      else change({ StepStatus: 'Failed', ...this.failure(error) });
    }
  }

  /** A condition's branches are steps of their own. */
  private async arguments(): Promise<Values> {
    const { step, facts } = this.parts;
    const given = step.step['Arguments'] as Values;
    return (await evaluate(step.type === 'Condition' ? { Conditions: given['Conditions'] } : given, facts)) as Values;
  }

  private async startOrReuse(given: Values): Promise<Partial<StepRecord>> {
    const { step, execution, cache, change, world } = this.parts;
    const config = step.step['CacheConfig'] as CacheConfig | undefined;
    const target = step.step['FunctionArn'] ?? step.step['SqsQueueUrl'];
    const CacheKey = cacheKey({
      pipelineArn: execution.PipelineArn,
      name: step.name,
      type: step.type,
      arguments: given,
      target,
    });
    change({ CacheKey });
    const source = config && cache.find(CacheKey, config, world.clock.read());
    if (!source) return this.attempts(given);
    const { PipelineExecutionArn: SourcePipelineExecutionArn, Metadata, Values: found } = source;
    return {
      CacheHitResult: { SourcePipelineExecutionArn },
      ...(Metadata && { Metadata }),
      ...(found && { Values: found }),
    };
  }

  private async attempts(given: Values): Promise<Partial<StepRecord>> {
    const { step, kind, stopping, change } = this.parts;
    if (!kind.executesOnceKept) change({ StepStatus: 'Executing' });
    const retries = new Retries(step.step['RetryPolicies'] as readonly GivenPolicy[] | undefined);
    const began = Date.now();
    for (let attempt = 1; ; attempt++) {
      if (stopping.aborted) throw new StepStopped();
      try {
        return recorded(await kind.run(this.work(given)));
      } catch (error) {
        const exception = error instanceof StepFailed ? error.exception : undefined;
        const seconds = retries.next({ exception, elapsedSeconds: (Date.now() - began) / 1000 });
        if (seconds === undefined || stopping.aborted) throw error;
        await pause(seconds * 1000, stopping);
        change({ AttemptCount: attempt + 1 });
      }
    }
  }

  private async resume(given: Values, record: StepRecord): Promise<Partial<StepRecord>> {
    const { kind } = this.parts;
    if (kind.resume) return recorded(await kind.resume(this.work(given), record));
    throw interrupted();
  }

  private work(given: Values): StepWork {
    const { world, role, execution, step, stopping, change } = this.parts;
    return {
      world,
      role,
      execution,
      name: step.name,
      step: step.step,
      arguments: given,
      stopping,
      keep: kept => void change({ ...kept, StepStatus: 'Executing' }),
    };
  }

  private failure(error: unknown): Partial<StepRecord> {
    if (error instanceof StepFailed) {
      return { FailureReason: error.message, ...(error.timedOut && { TimedOut: true }) };
    }
    const { stack, message } = error as Error;
    this.parts.world.log(`${this.parts.execution.PipelineExecutionArn} ${this.parts.step.name}: ${stack}`);
    return { FailureReason: `InternalServerError: the laptop cloud could not run the step: ${message}`.slice(0, 1024) };
  }
}

const recorded = ({ values, metadata }: StepOutcome): Partial<StepRecord> => ({
  Values: values,
  ...(metadata && { Metadata: metadata }),
});
