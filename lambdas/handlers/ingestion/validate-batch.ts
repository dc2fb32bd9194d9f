import type { ItemFailure, ValidateBatchInput, ValidateBatchOutput, ValidatedItem } from '../../contracts/ingestion';
import { allWorkloads, ingestionMetrics } from '../../contracts/metrics';
import { mapInFlight } from '../../domain/in-flight';
import type { IngestionJournal } from '../../ports/ingestion-journal';
import { failureOf } from './failure';
import { type BatchEntry, readBatch } from './read-batch';
import { type ItemResult, type ValidateItemEffects, validateItem } from './validate-item';

/** libvips costs 0.65 ms a pipeline whatever the size; a few in flight hide it and S3's latency behind each other. */
const itemsInFlight = 4;

/**
 * "Validate batch": one verdict per item. It may only read: the function that decodes hostile bytes has no right to
 * write anywhere but to the ledger; "Place batch" acts on its verdicts.
 * Idempotent: a second call for the same message finds the claim or the outcome in the ledger.
 */
export function createValidateBatch(effects: ValidateItemEffects & { readonly journal: IngestionJournal }) {
  return async (input: ValidateBatchInput): Promise<ValidateBatchOutput> => {
    const outcomes = await mapInFlight(readBatch(input), itemsInFlight, entry => attempt(entry, effects));
    return {
      items: outcomes.flatMap((outcome): ValidatedItem[] => (outcome.kind === 'validated' ? [outcome.item] : [])),
      skipped: outcomes.flatMap(outcome =>
        outcome.kind === 'skipped' ? [{ itemId: outcome.itemId, key: outcome.key, why: outcome.why }] : [],
      ),
      failures: outcomes.flatMap((outcome): ItemFailure[] => (outcome.kind === 'failed' ? [outcome.failure] : [])),
    };
  };
}

type Outcome = (ItemResult & { readonly itemId: string }) | { readonly kind: 'failed'; readonly failure: ItemFailure };

async function attempt(
  entry: BatchEntry,
  effects: ValidateItemEffects & { readonly journal: IngestionJournal },
): Promise<Outcome> {
  try {
    return { ...(await validateItem(entry, effects)), itemId: entry.itemId };
  } catch (error) {
    const failure = failureOf(entry.itemId, error);
    effects.journal.problem('item goes back to the queue', { ...failure });
    effects.journal.count(allWorkloads, ingestionMetrics.failed, 1);
    return { kind: 'failed', failure };
  } finally {
    effects.journal.flush();
  }
}
