import { mapInFlight } from '../../../domain/in-flight';
import type { LedgerItem, LedgerKey } from '../../../domain/ingestion/ledger-items';
import type { FoundLabel } from '../../../domain/predictions/labels/judge-labels';
import { namedKey } from '../../../domain/predictions/labels/label-keys';
import type { LabelRow } from '../../../domain/predictions/labels/label-row';
import { labelKey, placementKey, predictionKey } from '../../../domain/predictions/prediction-items';
import type { LedgerStore } from '../../../ports/ledger-store';

/** DynamoDB reads 100 items in one call. */
const keysPerRead = 100;
const readsInFlight = 4;

export interface PredictionSource {
  readonly store: LedgerStore;
  readonly curatedBucket: string;
}

/** The predictions that labels of a workload speak of, and the labels that these have; in the order of the rows. */
export async function findPredictions(
  workload: string,
  rows: readonly LabelRow[],
  { store, curatedBucket }: PredictionSource,
): Promise<FoundLabel[]> {
  const imageOf = ({ key = '' }: LabelRow) => namedKey(workload, key);
  const named = rows.filter(({ inferenceId }) => inferenceId === undefined);
  const placements = await readAll(
    named.map(row => placementKey(curatedBucket, imageOf(row))),
    store,
  );
  const idOf = (row: LabelRow): string | null => {
    if (row.inferenceId !== undefined) return row.inferenceId;
    const item = placements.get(nameOf(placementKey(curatedBucket, imageOf(row))));
    return item?.kind === 'placement' ? item.inferenceId : null;
  };
  const ids = rows.map(idOf);
  const keys = ids.flatMap(id => (id === null ? [] : [predictionKey(id), labelKey(id)]));
  const items = await readAll(keys, store);
  return rows.map((row, at) => {
    const id = ids[at] ?? '';
    const prediction = items.get(nameOf(predictionKey(id)));
    const label = items.get(nameOf(labelKey(id)));
    // An id of another workload is as unknown as one of nobody.
    const isOwn = prediction?.kind === 'prediction' && prediction.record.workload === workload;
    return { row, prediction: isOwn ? prediction.record : null, earlier: label?.kind === 'label' ? label : null };
  });
}

const nameOf = ({ partition, sort }: LedgerKey): string => JSON.stringify([partition, sort]);

/** Each key once: DynamoDB refuses a call that names one twice. */
async function readAll(keys: readonly LedgerKey[], store: LedgerStore): Promise<Map<string, LedgerItem>> {
  const distinct = [...new Map(keys.map(key => [nameOf(key), key])).values()];
  const pages = Array.from({ length: Math.ceil(distinct.length / keysPerRead) }, (_, page) =>
    distinct.slice(page * keysPerRead, (page + 1) * keysPerRead),
  );
  const items = (await mapInFlight(pages, readsInFlight, page => store.read(page))).flat();
  return new Map(items.map(item => [nameOf(item), item]));
}
