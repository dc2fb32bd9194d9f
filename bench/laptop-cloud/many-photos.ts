import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { RenderedPhoto } from '../../cli/demo/photos/render-photo';
import { renderPhotos } from '../../cli/demo/photos/render-photos';
import { generatedPhotos } from '../../cli/demo/photos/source/generated-photos';
import { S3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store';
import { mapInFlight } from '../../lambdas/domain/in-flight';
import { listAll } from '../../lambdas/handlers/training/read-all';

const PUTS_IN_FLIGHT = 8;
const PATIENCE_SECONDS = 600;

/** The same photos in every run, 20 to 200 KB each. */
export async function makePhotos(count: number): Promise<RenderedPhoto[]> {
  const photos: RenderedPhoto[] = [];
  for await (const photo of renderPhotos({ source: generatedPhotos(), count, seed: 7 })) photos.push(photo);
  return photos;
}

/** Puts each under a key of its own below `prefix`. */
export async function putAll(
  photos: readonly RenderedPhoto[],
  { s3, bucket: Bucket, prefix }: { readonly s3: S3Client; readonly bucket: string; readonly prefix: string },
): Promise<void> {
  await mapInFlight([...photos.entries()], PUTS_IN_FLIGHT, ([index, { name, bytes: Body }]) =>
    s3.send(new PutObjectCommand({ Bucket, Key: `${prefix}${index}-${name}`, Body, ContentType: 'image/jpeg' })),
  );
}

export const countKeys = async (s3: S3Client, bucket: string, prefix: string): Promise<number> =>
  (await listAll({ objects: new S3ObjectStore(s3), bucket }, prefix)).length;

/** Waits until `count` has reached `wanted`, ten minutes at most. @returns the last count */
export async function countUntil(wanted: number, count: () => Promise<number>): Promise<number> {
  const deadline = performance.now() + PATIENCE_SECONDS * 1000;
  let seen = await count();
  while (seen < wanted && performance.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 300));
    seen = await count();
  }
  return seen;
}

/** @throws when `count` has not reached `wanted` after ten minutes */
export async function until(wanted: number, count: () => Promise<number>): Promise<void> {
  const seen = await countUntil(wanted, count);
  if (seen < wanted) throw new Error(`bench: ${wanted} objects must be there, got ${seen}`);
}
