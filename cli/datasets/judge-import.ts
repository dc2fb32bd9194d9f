import fs from 'node:fs/promises';
import type { ImageFormat } from '../../lambdas/contracts/image-policy';
import type { IngestionContract } from '../../lambdas/contracts/ingestion-contract';
import type { Reason } from '../../lambdas/contracts/reasons';
import { numbersOf } from '../../lambdas/domain/datasets/curated-records';
import { stripGps } from '../../lambdas/domain/images/strip-gps';
import type { ImageValidator } from '../../lambdas/domain/images/validate-image';
import { contentOf } from '../../lambdas/domain/ingestion/placed-content';
import { unreadableFile } from '../ingestion/validate-file';
import type { LabelledFile } from './plan-import';

export interface AcceptedPicture {
  readonly kind: 'accepted';
  readonly source: LabelledFile;
  readonly format: ImageFormat;
  /** Of what is stored. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly perceptualHash: string;
  readonly differenceHash: string;
  readonly features: Readonly<Record<string, number>>;
}

export interface RejectedPicture {
  readonly kind: 'rejected';
  readonly path: string;
  readonly reasons: readonly Reason[];
}

export type ImagesContract = Extract<IngestionContract, { kind: 'images' }>;

/** The bytes that are stored of a file: without GPS position where the workload strips it. */
export async function bytesToStore({ file }: LabelledFile, { policy }: ImagesContract): Promise<Uint8Array> {
  const bytes = await fs.readFile(file.location);
  return policy.gps === 'strip' ? stripGps(bytes) : bytes;
}

/** Judges a picture as the deployed functions would, and measures what is stored of it. */
export async function judgePicture(
  source: LabelledFile,
  contract: ImagesContract,
  validateImage: ImageValidator,
): Promise<AcceptedPicture | RejectedPicture> {
  const { path } = source.file;
  const rejected = (reasons: readonly Reason[]): RejectedPicture => ({ kind: 'rejected', path, reasons });
  let bytes: Uint8Array;
  try {
    bytes = await bytesToStore(source, contract);
  } catch (error) {
    return rejected([unreadableFile((error as Error).message)]);
  }
  const { verdict, reasons, format, features } = await validateImage({ name: path, bytes }, contract.policy);
  if (verdict === 'reject' || !format || !features) return rejected(reasons);
  const { perceptualHash, differenceHash } = features;
  const { bytes: sizeBytes, sha256 } = contentOf(bytes);
  const measured = { perceptualHash, differenceHash, features: numbersOf(features) };
  return { kind: 'accepted', source, format, sha256, sizeBytes, ...measured };
}
