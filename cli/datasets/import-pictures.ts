import type { ImportedExample } from '../../lambdas/contracts/dataset-import';
import { importPrefixes } from '../../lambdas/contracts/key-layout';
import type { Reason } from '../../lambdas/contracts/reasons';
import { type ImportKind, importedKey, importKey, importsOf } from '../../lambdas/domain/datasets/dataset-keys';
import type { ImageValidator } from '../../lambdas/domain/images/validate-image';
import { contentOf } from '../../lambdas/domain/ingestion/placed-content';
import { listAll } from '../../lambdas/handlers/training/read-all';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { WorkFoundProblems } from '../errors';
import { contentTypeOf } from '../ingestion/content-type';
import { mapInOrder } from '../ingestion/in-order';
import {
  type AcceptedPicture,
  bytesToStore,
  type ImagesContract,
  judgePicture,
  type RejectedPicture,
} from './judge-import';
import type { LabelledFile } from './plan-import';

export interface ImportTarget {
  readonly objects: ObjectStore;
  readonly curated: string;
  readonly workload: string;
  readonly kind: ImportKind;
}

export interface JudgedPictures {
  readonly accepted: readonly AcceptedPicture[];
  readonly rejected: readonly RejectedPicture[];
}

export interface Progress {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** Hides the disk and libvips's fixed cost a picture behind each other; the decoder bounds its own memory. */
const judgedAtATime = 8;

/** Judges every file. Copies of one class count once; a picture in two classes is rejected in both. */
export async function judgePictures(
  files: readonly LabelledFile[],
  judging: { readonly contract: ImagesContract; readonly validateImage: ImageValidator },
  { signal, onProgress }: Progress,
): Promise<JudgedPictures> {
  const accepted = new Map<string, AcceptedPicture[]>();
  const rejected: RejectedPicture[] = [];
  const judge = async (file: LabelledFile) => {
    signal.throwIfAborted();
    return judgePicture(file, judging.contract, judging.validateImage);
  };
  let done = 0;
  for await (const picture of mapInOrder(files, judgedAtATime, judge)) {
    onProgress(++done);
    if (picture.kind === 'rejected') rejected.push(picture);
    else accepted.set(picture.sha256, [...(accepted.get(picture.sha256) ?? []), picture]);
  }
  const groups = [...accepted.values()];
  return {
    accepted: groups.flatMap(group => (labelsOf(group).length === 1 ? group.slice(0, 1) : [])),
    rejected: [...rejected, ...groups.filter(group => labelsOf(group).length > 1).flatMap(contradictions)],
  };
}

const labelsOf = (group: readonly AcceptedPicture[]): string[] => [...new Set(group.map(({ source }) => source.label))];

const contradictions = (group: readonly AcceptedPicture[]): RejectedPicture[] =>
  group.map(({ source }) => {
    const reason: Reason = {
      code: 'LABEL_CONFLICT',
      message: `picture: it must lie in one class folder, got ${labelsOf(group).join(' and ')}`,
      remedy: 'Delete the wrong copies.',
    };
    return { kind: 'rejected', path: source.file.path, reasons: [reason] };
  });

const keyOf = ({ kind, workload }: ImportTarget, { source, sha256, format }: AcceptedPicture): string =>
  importedKey({ kind, workload, label: source.label, sha256, format });

/**
 * Refuses to change a golden set that is there: models are compared on it, and it must stay what it was.
 * @returns the files of earlier golden imports that this one replaces
 * @throws WorkFoundProblems when there is another golden set and it was not to be replaced
 */
export async function earlierGolden(
  target: ImportTarget,
  accepted: readonly AcceptedPicture[],
  replace: 'replace' | 'keep',
): Promise<readonly string[]> {
  if (target.kind !== 'golden') return [];
  const own = importKey(
    'golden',
    target.workload,
    accepted.map(picture => keyOf(target, picture)),
  );
  const { objects, curated } = target;
  const listed = await listAll({ objects, bucket: curated }, importsOf('golden', target.workload));
  const others = listed.map(({ key }) => key).filter(key => key !== own);
  if (others.length === 0 || replace === 'replace') return others;
  throw new WorkFoundProblems(
    'everloop dataset import: the golden set must stay frozen, got other pictures than it holds; add --replace to start a new one, on which champions are compared anew',
  );
}

/** Sends what the bucket does not hold yet. @returns how many were sent and known */
export async function sendPictures(
  accepted: readonly AcceptedPicture[],
  target: ImportTarget,
  {
    contract,
    concurrency,
    signal,
    onProgress,
  }: Progress & { readonly contract: ImagesContract; readonly concurrency: number },
): Promise<{ readonly sent: number; readonly known: number }> {
  const { objects, curated, workload, kind } = target;
  const there = await listAll({ objects, bucket: curated }, `${importPrefixes[kind]}${workload}/`);
  const sizes = new Map(there.map(({ key, sizeBytes }) => [key, sizeBytes]));
  const missing = accepted.filter(picture => sizes.get(keyOf(target, picture)) !== picture.sizeBytes);
  const send = async (picture: AcceptedPicture) => {
    signal.throwIfAborted();
    const bytes = await bytesToStore(picture.source, contract);
    refuseChanged(picture, bytes);
    const key = keyOf(target, picture);
    await objects.put({ bucket: curated, key }, { bytes, contentType: contentTypeOf(key) });
  };
  let sent = 0;
  for await (const _ of mapInOrder(missing, concurrency, send)) onProgress(++sent);
  return { sent, known: accepted.length - sent };
}

function refuseChanged({ source, sha256 }: AcceptedPicture, bytes: Uint8Array): void {
  if (contentOf(bytes).sha256 === sha256) return;
  throw new WorkFoundProblems(
    `everloop dataset import: ${JSON.stringify(source.file.path)} must stay as it is meanwhile, got other bytes; import again`,
  );
}

/** Writes the import's file, by which data sets know its pictures, and removes those it replaces. */
export async function recordImport(
  accepted: readonly AcceptedPicture[],
  target: ImportTarget,
  { day, replaced }: { readonly day: string; readonly replaced: readonly string[] },
): Promise<string> {
  const { objects, curated, workload, kind } = target;
  const examples = accepted.map((picture): ImportedExample => {
    const { source, sha256, sizeBytes, perceptualHash, differenceHash, features } = picture;
    const key = keyOf(target, picture);
    return { key, label: source.label, sha256, sizeBytes, day, perceptualHash, differenceHash, features };
  });
  const key = importKey(
    kind,
    workload,
    examples.map(example => example.key),
  );
  if (!(await objects.head({ bucket: curated, key }))) {
    const bytes = new TextEncoder().encode(examples.map(example => `${JSON.stringify(example)}\n`).join(''));
    await objects.put({ bucket: curated, key }, { bytes, contentType: 'application/x-ndjson' });
  }
  for (const old of replaced) await objects.remove({ bucket: curated, key: old });
  return key;
}
