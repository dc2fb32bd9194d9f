import fs from 'node:fs/promises';
import path from 'node:path';
import { createSharpDecoder } from '../../../lambdas/adapters/sharp-decoder';
import { importsOf } from '../../../lambdas/domain/datasets/dataset-keys';
import { createImageValidator } from '../../../lambdas/domain/images/validate-image';
import { listAll } from '../../../lambdas/handlers/training/read-all';
import { type ImportTarget, judgePictures, recordImport, sendPictures } from '../../datasets/import-pictures';
import type { ImagesContract } from '../../datasets/judge-import';
import { planImport } from '../../datasets/plan-import';
import { walkFiles } from '../../ingestion/walk-files';
import { goldenSeed, type PhotoSource } from '../photos/photo';
import { renderPhotos } from '../photos/render-photos';

export interface GoldenSet {
  readonly target: ImportTarget;
  readonly contract: ImagesContract;
  /** Shares no photo with what is trained on. */
  readonly source: PhotoSource;
  readonly count: number;
  /** Holds the photos while they are imported. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

const uploadsInFlight = 32;

/**
 * Imports photos as the golden set, unless there is one: that stays frozen.
 * @returns how many were imported; undefined when there was one
 */
export async function importGolden(golden: GoldenSet, report: (text: string) => void): Promise<number | undefined> {
  const { target, folder } = golden;
  const there = await listAll(
    { objects: target.objects, bucket: target.curated },
    importsOf('golden', target.workload),
  );
  if (there.length > 0) {
    report('the golden set that is there stays');
    return undefined;
  }
  try {
    await render(golden, report);
    return await send(golden, report);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function render({ source, count, folder, contract, signal }: GoldenSet, report: (text: string) => void) {
  await fs.rm(folder, { recursive: true, force: true });
  let rendered = 0;
  for await (const { label, name, bytes } of renderPhotos({ source, count, seed: goldenSeed })) {
    signal.throwIfAborted();
    if (!contract.classes.includes(label)) continue;
    await fs.mkdir(path.join(folder, label), { recursive: true });
    await fs.writeFile(path.join(folder, label, name), bytes);
    report(`${++rendered} photos made`);
  }
}

async function send({ target, contract, folder, signal }: GoldenSet, report: (text: string) => void): Promise<number> {
  const found = await walkFiles([folder]);
  const { files } = planImport(found.files, contract.classes);
  const judging = { contract, validateImage: createImageValidator({ decode: createSharpDecoder() }) };
  const judged = (done: number) => report(`${done} of ${files.length} judged`);
  const { accepted } = await judgePictures(files, judging, { signal, onProgress: judged });
  const sent = (done: number) => report(`${done} of ${accepted.length} sent`);
  await sendPictures(accepted, target, { contract, concurrency: uploadsInFlight, signal, onProgress: sent });
  const day = new Date().toISOString().slice(0, 10);
  await recordImport(accepted, target, { day, replaced: [] });
  return accepted.length;
}
