import type { ItemFailure, PlaceBatchOutput, ValidateBatchOutput, ValidatedItem } from '../../contracts/ingestion';
import { allWorkloads, ingestionMetrics } from '../../contracts/metrics';
import { mapInFlight } from '../../domain/in-flight';
import type { IngestionJournal } from '../../ports/ingestion-journal';
import { failureOf } from './failure';
import { type Placed, type PlaceItemEffects, placeItem } from './place-item';

const itemsInFlight = 6;

type PlaceEffects = PlaceItemEffects & { readonly journal: IngestionJournal };

/**
 * "Place batch": every verdict of "Validate batch" gets its effect, exactly once.
 * Items that fail are freed in the ledger and listed with the failures of validation: they go back to the queue.
 */
export function createPlaceBatch(effects: PlaceEffects) {
  return async (batch: ValidateBatchOutput): Promise<PlaceBatchOutput> => {
    const outcomes = await mapInFlight(batch.items, itemsInFlight, item => attempt(item, effects));
    const count = (placed: Placed) => outcomes.filter(outcome => outcome === placed).length;
    effects.journal.flush();
    return {
      accepted: count('accepted'),
      rejected: count('rejected'),
      skipped: batch.skipped.length + count('vanished') + count('lost'),
      failures: [...batch.failures, ...outcomes.filter(outcome => typeof outcome !== 'string')],
    };
  };
}

async function attempt(item: ValidatedItem, effects: PlaceEffects): Promise<Placed | ItemFailure> {
  const { workload, source, claim, verdict, reasons } = item;
  try {
    const placed = await placeItem(item, effects);
    if (placed === 'accepted' || placed === 'rejected') effects.journal.count(workload, ingestionMetrics[placed], 1);
    effects.journal.note('placed', { key: source.key, placed, verdict, reasons: reasons.map(({ code }) => code) });
    return placed;
  } catch (error) {
    const failure = failureOf(item.itemId, error);
    effects.journal.problem('item goes back to the queue', { ...failure, key: source.key });
    effects.journal.count(allWorkloads, ingestionMetrics.failed, 1);
    await effects.ledger.release({ ...source, token: claim.token });
    return failure;
  }
}
