import everloopConfig from '../../everloop.config';
import { MemoryJournal } from '../../lambdas/adapters/memory/counting-journal';
import { MemoryEndpoints } from '../../lambdas/adapters/memory/endpoints';
import { MemoryLedgerStore } from '../../lambdas/adapters/memory/ledger-store';
import { MemoryLookCaller } from '../../lambdas/adapters/memory/look-caller';
import { MemoryMessageQueue } from '../../lambdas/adapters/memory/message-queue';
import { MemoryObjectStore } from '../../lambdas/adapters/memory/object-store';
import type { PredictionMetric } from '../../lambdas/contracts/metrics';
import type { PredictionRecord } from '../../lambdas/contracts/prediction-record';
import type { QueuedEvent } from '../../lambdas/contracts/queued-events';
import { featuresKindOf, recordKey } from '../../lambdas/domain/ingestion/record-key';
import { Ledger } from '../../lambdas/handlers/ingestion/ledger';
import { type ClassifyEffects, createClassifyBatch } from '../../lambdas/handlers/predictions/classify-batch';
import type { Invocation, Invoked } from '../../lambdas/ports/endpoints';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { predictionPlansOf } from '../../lib/config/plans-of';

export const curated = 'curated';
export const predictions = 'predictions';
export const workload = 'product-images';

const sha = 'a'.repeat(64);
export const modelArn = `arn:aws:sagemaker:us-east-1:000000000000:model-package/everloop-local-${workload}/7`;

/** Classification over memory, with a model that names what the text of an image says: `bags 0.9`. */
export function predictionWorld({ objects = new MemoryObjectStore() }: { objects?: MemoryObjectStore } = {}) {
  const store = new MemoryLedgerStore();
  const queue = new MemoryMessageQueue();
  const labelQueue = new MemoryMessageQueue();
  const looks = new MemoryLookCaller();
  const endpoints = new MemoryEndpoints();
  endpoints.answer = sayWhatItSays;
  const journal = new MemoryJournal<PredictionMetric>();
  let nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  let tokens = 0;
  const clock = { now: () => new Date(nowMs) };
  const ledger = new Ledger(store, clock, { next: () => `token-${++tokens}` });
  const effects: ClassifyEffects = {
    objects,
    ledger,
    store,
    plans: predictionPlansOf(everloopConfig),
    endpoints,
    endpointOf: id => `everloop-local-${id}-production`,
    correlationOf: async () => 'person-1',
    queue,
    labelQueue,
    looks,
    longestWaitSeconds: 900,
    predictionsBucket: predictions,
    clock,
    askingEnds: () => new AbortController().signal,
    journal,
  };
  return {
    objects,
    store,
    queue,
    labelQueue,
    looks,
    endpoints,
    journal,
    ledger,
    clock,
    effects,
    pass: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    run: (Records: readonly QueuedEvent[], change: Partial<ClassifyEffects> = {}) =>
      createClassifyBatch({ ...effects, ...change })({ Records }),
  };
}

export type PredictionWorld = ReturnType<typeof predictionWorld>;

/** What the container answers; `refuse` and `broken` make it fail as it would. */
export function sayWhatItSays({ contentType, body }: Invocation): Invoked {
  const texts =
    contentType === 'application/json'
      ? (JSON.parse(decode(body)).instances as { image: string }[]).map(({ image }) => Buffer.from(image, 'base64'))
      : [body];
  const words = texts.map(bytes => decode(bytes).slice(4).trim().split(' '));
  if (words.some(([word]) => word === 'broken')) throw new Error('the container died');
  const [[word] = []] = words;
  if (words.length === 1 && word === 'refuse') {
    return { kind: 'refused', status: 400, message: JSON.stringify({ code: 'NOT_AN_IMAGE', message: 'It is none.' }) };
  }
  const found = words.map(([label = '', score]) =>
    label === 'refuse' ? { error: { code: 'NOT_AN_IMAGE', message: 'It is none.', remedy: '' } } : scored(label, score),
  );
  const attributes = `everloop-model-package=${modelArn},everloop-artifact-sha256=${sha}`;
  return { kind: 'answered', body: JSON.stringify({ predictions: found }), attributes };
}

const scored = (label: string, score = '0.9') => ({ label, score: Number(score), scores: { [label]: Number(score) } });
const decode = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

let sequence = 0;

interface Curating {
  readonly objects: ObjectStore;
}

/** Puts an image and its record into curated, as "Place batch" does. @returns the message that EventBridge sends */
export async function curate(
  world: Curating,
  rest: string,
  says: string,
  { version = 'v1', key = `incoming/${workload}/${rest}`, ...measured }: Curated = {},
): Promise<QueuedEvent> {
  const bytes = Buffer.from(`\xff\xd8\xff\xe0${says}`, 'latin1');
  const metadata = { 'everloop-source-version': version, supplier: 'north' };
  await world.objects.put({ bucket: curated, key }, { bytes, contentType: 'image/jpeg', metadata });
  return record(world, { key, versionId: version, bytes: bytes.length, ...measured });
}

/** What validation measured; the same for each image unless it is said. */
interface Measured {
  sha256?: string;
  features?: { perceptualHash: string; differenceHash: string };
}

interface Curated extends Measured {
  version?: string;
  key?: string;
}

/** The record alone. */
export async function record(
  world: Curating,
  { key, versionId, ...rest }: { key: string; versionId: string; bytes?: number; label?: string } & Measured,
): Promise<QueuedEvent> {
  const day = '2026-01-01';
  const at = recordKey({ kind: featuresKindOf(key), workload, day, key, versionId });
  const features = { brightness: 0.5, perceptualHash: '0'.repeat(16), differenceHash: '0'.repeat(16) };
  const document = {
    workload,
    key,
    versionId,
    day,
    judgedAt: '2026-01-01T10:00:00.000Z',
    sha256: sha,
    features,
    ...rest,
  };
  const bytes = Buffer.from(JSON.stringify(document));
  await world.objects.put({ bucket: curated, key: at }, { bytes, contentType: 'application/json' });
  return message({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: curated }, object: { key: at } },
  });
}

export function message(body: unknown, receives = 1): QueuedEvent {
  sequence += 1;
  return {
    messageId: `message-${sequence}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: `${receives}` },
  };
}

/** Every current key of the predictions bucket below a prefix. */
export async function keysOf(world: Curating, prefix = ''): Promise<string[]> {
  return (await world.objects.list(predictions, prefix)).keys.map(({ key }) => key);
}

export async function recordsOf(world: Curating): Promise<PredictionRecord[]> {
  const keys = await keysOf(world, '_records/');
  const texts = await Promise.all(
    keys.map(async key => decode((await world.objects.get({ bucket: predictions, key }))?.bytes ?? new Uint8Array())),
  );
  return texts.flatMap(text =>
    text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as PredictionRecord),
  );
}
