import path from 'node:path';
import { inFlight, type S3Objects } from '../cloud/s3-objects';
import { parseS3Uri } from '../cloud/s3-uri';
import { JobFailure } from './job-failure';

/** A source of files in S3, of a channel or of a processing input. */
export interface S3Source {
  readonly S3Uri: string;
  readonly S3DataType?: string | undefined;
}

export interface InputFile {
  readonly uri: string;
  /** Path below the channel's folder. */
  readonly relative: string;
}

/** The part of a key below a prefix: `train` and `train/` + a.csv give a.csv, and so does the key itself. */
export function relativeKey(key: string, prefix: string): string {
  if (key === prefix) return path.posix.basename(key);
  if (prefix === '' || prefix.endsWith('/')) return key.slice(prefix.length);
  if (key[prefix.length] === '/') return key.slice(prefix.length + 1);
  return key.slice(prefix.lastIndexOf('/') + 1);
}

/** The entries of a manifest: `[{"prefix": "s3://b/p/"}, "a.csv", …]`. */
export function manifestFiles(text: string): readonly InputFile[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new JobFailure('ClientError', 'a manifest must be a JSON list, got something else');
  const [head, ...names] = parsed as [{ prefix?: string }, ...string[]];
  const prefix = head?.prefix ?? '';
  return names.map(name => ({ uri: prefix + name, relative: name }));
}

async function filesOf(s3: S3Objects, { S3Uri, S3DataType }: S3Source): Promise<readonly InputFile[]> {
  if (S3DataType === 'ManifestFile') return manifestFiles(await s3.text(S3Uri));
  const { bucket, key } = parseS3Uri(S3Uri);
  const keys = await s3.list(S3Uri);
  return keys.map(one => ({ uri: `s3://${bucket}/${one}`, relative: relativeKey(one, key) }));
}

export interface Download {
  readonly source: S3Source;
  readonly folder: string;
  readonly gunzip: boolean;
  /** Named in the failure. */
  readonly role: string;
}

/**
 * Brings a source's files into a folder.
 * @throws JobFailure ClientError when there are none, when the role may not read them, or when a key leads out of the folder
 */
export async function downloadInput(s3: S3Objects, { source, folder, gunzip, role }: Download): Promise<number> {
  const files = await listInput(s3, source, role);
  await inFlight(files, async ({ uri, relative }) => {
    const file = path.join(folder, relative);
    if (!file.startsWith(folder + path.sep)) {
      throw new JobFailure('ClientError', `Data download failed:${uri} must stay below its prefix, got ${relative}`);
    }
    const plain = gunzip ? file.replace(/\.gz$/, '') : file;
    await reading({ S3Uri: uri }, role, () => s3.download(uri, plain, { gunzip }));
  });
  return files.length;
}

/** The files of a source. @throws JobFailure ClientError when there are none or when the role may not list them */
export async function listInput(s3: S3Objects, source: S3Source, role: string): Promise<readonly InputFile[]> {
  const files = await reading(source, role, () => filesOf(s3, source));
  if (files.length === 0) {
    throw new JobFailure(
      'ClientError',
      `Data download failed:No S3 objects found under S3 URL "${source.S3Uri}" given in input data source. Please ensure that objects exist under that S3 prefix, and that the role "${role}" has "s3:ListBucket" permissions on the bucket.`,
    );
  }
  return files;
}

async function reading<T>({ S3Uri }: S3Source, role: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JobFailure) throw error;
    const { name, message } = error as Error;
    throw new JobFailure('ClientError', `Data download failed:${name} for ${S3Uri} with role "${role}": ${message}`);
  }
}
