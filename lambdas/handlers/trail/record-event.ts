import { versionMetadata } from '../../contracts/gate-call';
import type { LoopMetric } from '../../contracts/metrics';
import { trainingParameters } from '../../contracts/training-parameters';
import { loopMetricOf } from '../../domain/trail/loop-metric';
import { type Lookup, readLoopEvent } from '../../domain/trail/read-loop-event';
import type { TrailEvent } from '../../domain/trail/trail-event';
import { verdictRecord } from '../../domain/trail/verdict-record';
import type { CountingJournal } from '../../ports/counting-journal';
import type { ExecutionLookup } from '../../ports/execution-lookup';
import type { ModelRegistry } from '../../ports/model-registry';
import type { TrailStore } from '../../ports/trail-store';

export interface RecordEffects {
  readonly trail: TrailStore;
  readonly executions: ExecutionLookup;
  readonly registry: ModelRegistry;
  readonly environment: string;
  readonly journal: CountingJournal<LoopMetric>;
}

export type RecordResult = 'recorded' | 'duplicate' | 'not ours';

/**
 * One record per event of a loop, exactly once in effect: a second delivery finds the record. Events of executions and
 * versions are looked up for their correlation id; those of steps and jobs are joined by their execution when read.
 */
export function createRecordEvent({ trail, environment, journal, ...effects }: RecordEffects) {
  return async (event: unknown): Promise<RecordResult> => {
    const read = readLoopEvent(event, environment);
    if (!read) return 'not ours';
    const { event: record, lookup } = read;
    if (lookup?.of === 'verdict') await recordVerdict(record, lookup, { trail, ...effects });
    const found = lookup && (await lookUp(lookup, record.status, effects));
    const result = await trail.append({ ...record, ...found });
    const metric = loopMetricOf(record);
    // A second delivery is no second event.
    if (metric && result === 'recorded') journal.count(record.workload, metric, 1);
    journal.flush();
    return result;
  };
}

/** Before the step itself, so that a failure here leaves nothing that looks complete. */
async function recordVerdict(
  step: TrailEvent,
  { arn }: Lookup,
  { trail, executions }: Pick<RecordEffects, 'trail' | 'executions'>,
): Promise<void> {
  const verdict = verdictRecord(step, await executions.answersOf(arn, step.subject));
  if (verdict) await trail.append(verdict);
}

type Found = Pick<TrailEvent, 'correlationId' | 'by'>;

/** Empty for what was started without a correlation id, or is gone. */
async function lookUp(
  { of, arn }: Lookup,
  status: string,
  { executions, registry }: Pick<RecordEffects, 'executions' | 'registry'>,
): Promise<Found> {
  if (of === 'verdict') return {};
  if (of === 'execution') return named((await executions.parametersOf(arn))?.[trainingParameters.correlationId]);
  const version = await registry.describe(arn);
  // A version may have been decided on again since the event.
  const by = version?.approval === status ? version.decidedBy : undefined;
  return { ...named(version?.metadata[versionMetadata.correlationId]), ...(by !== undefined && { by }) };
}

const named = (correlationId: string | undefined): Found => (correlationId ? { correlationId } : {});
