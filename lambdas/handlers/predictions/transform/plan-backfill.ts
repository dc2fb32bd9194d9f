import { intakePrefixes, recordPrefixes, sourceVersionMetadata } from '../../../contracts/key-layout';
import type { PredictionRequest } from '../../../contracts/prediction-messages';
import {
  type BackfillPart,
  type BackfillRun,
  type PlannedImage,
  planPartSchema,
} from '../../../contracts/transform-backfill';
import { mapInFlight } from '../../../domain/in-flight';
import { isDone } from '../../../domain/ingestion/claim';
import { versionKey } from '../../../domain/ingestion/ledger-items';
import { parseArrivalRecord } from '../../../domain/predictions/arrival-record';
import { fitsJob, manifestText, partKeys } from '../../../domain/predictions/transform/part-keys';
import type { LedgerStore } from '../../../ports/ledger-store';
import type { MessageQueue } from '../../../ports/message-queue';
import type { ListedKey, ObjectStore } from '../../../ports/object-store';

export interface PlanBackfillEffects {
  readonly objects: ObjectStore;
  readonly store: Pick<LedgerStore, 'read'>;
  /** The queue of predictions, for what no job can take. */
  readonly queue: MessageQueue;
  readonly curatedBucket: string;
  readonly predictionsBucket: string;
}

const imagesInFlight = 48;
/** 100,000 records: a few minutes of the 15 that a function may run. */
const pagesPerPart = 100;

interface Found extends PlannedImage {
  readonly sizeBytes: number;
}

/**
 * Plans one part of a backfill: goes through feature records, page by page, until a job has enough, and writes what
 * SageMaker is to read. What has its prediction is left out, and so are versions of images that were replaced.
 */
export function createPlanBackfill(effects: PlanBackfillEffects): (event: unknown) => Promise<BackfillPart> {
  const { objects, curatedBucket, predictionsBucket: bucket } = effects;
  return async event => {
    const { run, last, imagesPerJob } = planPartSchema.parse(event);
    const number = (last?.number ?? 0) + 1;
    const at = partKeys(run, number);
    // An image may have several records; it is asked about once.
    const images = new Map<string, PlannedImage>();
    let queued = 0;
    let next = last?.next;
    for (let pages = 0; pages < pagesPerPart && images.size < imagesPerJob; pages++) {
      const page = await objects.list(curatedBucket, `${recordPrefixes.features}${run.workload}/`, next);
      const found = await imagesOf(page.keys, run, effects);
      const fitting = found.filter(image => fitsJob(at.answers, image));
      for (const { key, version, record } of fitting) images.set(key, { key, version, record });
      queued += await askByQueue(
        found.filter(image => !fitting.includes(image)),
        run,
        effects,
      );
      next = page.next;
      if (next === undefined) break;
    }
    const write = (key: string, text: string, contentType: string) =>
      objects.put({ bucket, key }, { bytes: new TextEncoder().encode(text), contentType });
    const planned = [...images.values()];
    if (planned.length > 0) {
      await write(at.plan, planned.map(image => JSON.stringify(image)).join('\n'), 'application/x-ndjson');
      await write(at.manifest, manifestText(curatedBucket, planned), 'application/json');
    }
    const uri = (key: string) => `s3://${bucket}/${key}`;
    return {
      number,
      jobName: `${run.name}-${number}`,
      images: planned.length,
      queued,
      manifestUri: uri(at.manifest),
      answersUri: uri(at.answers),
      ...(next !== undefined && { next }),
    };
  };
}

async function imagesOf(keys: readonly ListedKey[], run: BackfillRun, effects: PlanBackfillEffects): Promise<Found[]> {
  const found = await mapInFlight(keys, imagesInFlight, ({ key }) => imageOf(key, run, effects));
  return found.flatMap(image => (image ? [image] : []));
}

/** The image of a feature record; null when it is not asked for, or nothing is left to do for it. */
async function imageOf(record: string, run: BackfillRun, effects: PlanBackfillEffects): Promise<Found | null> {
  const { objects, store, curatedBucket: bucket } = effects;
  const stored = await objects.get({ bucket, key: record });
  if (!stored) return null;
  const { key, versionId } = parseArrivalRecord(new TextDecoder().decode(stored.bytes));
  if (!key.startsWith(`${intakePrefixes.incoming}${run.workload}/${run.prefix}`)) return null;
  const [known] = await store.read([versionKey(bucket, key, versionId)]);
  const asked = run.again === undefined ? {} : { reprocessId: run.again };
  if (isDone(asked, known?.kind === 'version' ? known : undefined)) return null;
  const image = await objects.head({ bucket, key });
  if (image?.metadata[sourceVersionMetadata] !== versionId) return null;
  return { key, version: image.versionId, record, sizeBytes: image.sizeBytes };
}

/** Too large, or with a key too long: as without a job. */
async function askByQueue(images: readonly Found[], { again }: BackfillRun, effects: PlanBackfillEffects) {
  const { queue, curatedBucket: bucket } = effects;
  const request = ({ record: key }: Found): PredictionRequest => ({
    source: 'everloop.prediction',
    bucket,
    key,
    ...(again !== undefined && { again }),
  });
  await queue.send(images.map(image => JSON.stringify(request(image))));
  return images.length;
}
