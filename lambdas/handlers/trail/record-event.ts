import { versionMetadata } from '../../contracts/gate-call';
import { trainingParameters } from '../../contracts/training-parameters';
import { type Lookup, readLoopEvent } from '../../domain/trail/read-loop-event';
import type { ExecutionLookup } from '../../ports/execution-lookup';
import type { ModelRegistry } from '../../ports/model-registry';
import type { TrailStore } from '../../ports/trail-store';

export interface RecordEffects {
  readonly trail: TrailStore;
  readonly executions: ExecutionLookup;
  readonly registry: ModelRegistry;
  readonly environment: string;
}

export type RecordResult = 'recorded' | 'duplicate' | 'not ours';

/**
 * One record per event of a loop, exactly once in effect: a second delivery finds the record. Events of executions and
 * versions are looked up for their correlation id; those of steps and jobs are joined by their execution when read.
 */
export function createRecordEvent({ trail, environment, ...effects }: RecordEffects) {
  return async (event: unknown): Promise<RecordResult> => {
    const read = readLoopEvent(event, environment);
    if (!read) return 'not ours';
    const correlationId = read.lookup && (await correlationOf(read.lookup, effects));
    return trail.append({ ...read.event, ...(correlationId && { correlationId }) });
  };
}

/** Undefined for what was started without one, or is gone. */
async function correlationOf(
  { of, arn }: Lookup,
  { executions, registry }: Pick<RecordEffects, 'executions' | 'registry'>,
): Promise<string | undefined> {
  if (of === 'execution') return (await executions.parametersOf(arn))?.[trainingParameters.correlationId];
  return (await registry.describe(arn))?.metadata[versionMetadata.correlationId];
}
