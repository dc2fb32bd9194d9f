import { transformPrefix } from '../../../contracts/key-layout';
import type { BackfillRun, PlannedImage } from '../../../contracts/transform-backfill';
import { longestBody } from '../pack-requests';

/** S3's limit of a key, bytes of UTF-8. */
const longestKey = 1024;
/** SageMaker writes an answer under the image's key and this. */
const answerEnding = '.out';

/** Where the files of one part lie in the predictions bucket. */
export function partKeys({ workload, id }: Pick<BackfillRun, 'workload' | 'id'>, number: number) {
  const folder = `${transformPrefix}${workload}/${id}/${number}`;
  return { manifest: `${folder}/manifest.json`, plan: `${folder}/plan.ndjson`, answers: `${folder}/answers/` };
}

/** Where SageMaker puts the answer to an image: the manifest's prefix is the whole bucket, so the key stays whole. */
export const answerKey = (answers: string, imageKey: string): string => `${answers}${imageKey}${answerEnding}`;

/** The list that SageMaker reads: a bucket, and keys in it. */
export const manifestText = (bucket: string, images: readonly Pick<PlannedImage, 'key'>[]): string =>
  JSON.stringify([{ prefix: `s3://${bucket}/` }, ...images.map(({ key }) => key)]);

/** Whether a job can take an image: its body has a limit, and so has the key of its answer. */
export const fitsJob = (answers: string, image: { readonly key: string; readonly sizeBytes: number }): boolean =>
  image.sizeBytes <= longestBody && Buffer.byteLength(answerKey(answers, image.key)) <= longestKey;
