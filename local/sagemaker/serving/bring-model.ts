import fs from 'node:fs';
import path from 'node:path';
import type { S3Objects } from '../cloud/s3-objects';
import { unpack } from '../jobs/archive';
import { JobFailure } from '../jobs/job-failure';
import { downloadInput } from '../jobs/s3-input';
import type { ServedContainer } from './model';

export interface BroughtTo {
  /** Host folder that plays /opt/ml. */
  readonly base: string;
  /** Named in a failure. */
  readonly role: string;
}

/**
 * Unpacks the artifact to `<base>/model`, which is made in any case.
 * @throws JobFailure ClientError when it can't be read or is no archive
 */
export async function bringModel(s3: S3Objects, { modelData, packed }: ServedContainer, to: BroughtTo): Promise<void> {
  const folder = path.join(to.base, 'model');
  fs.mkdirSync(folder, { recursive: true });
  if (modelData === undefined) return;
  if (!packed) {
    await downloadInput(s3, { source: { S3Uri: modelData }, folder, gunzip: false, role: to.role });
    return;
  }
  const archive = path.join(to.base, 'model.tar.gz');
  try {
    await s3.download(modelData, archive);
  } catch (error) {
    throw new JobFailure('ClientError', `Failed to download model data at ${modelData}: ${(error as Error).name}`);
  }
  try {
    await unpack(archive, folder);
  } catch {
    throw new JobFailure('ClientError', `Failed to extract model data archive from ${modelData}: it must be a .tar.gz`);
  }
  fs.rmSync(archive);
}
