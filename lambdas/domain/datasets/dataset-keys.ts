import { createHash } from 'node:crypto';
import type { ImageFormat } from '../../contracts/image-policy';
import { datasetPrefix, importPrefixes, recordPrefixes } from '../../contracts/key-layout';

/** models: where data sets of a workload lie. */
export const datasetsOf = (workload: string): string => `${datasetPrefix}${workload}/`;

/** models: a manifest. */
export const datasetKey = (workload: string, id: string): string => `${datasetsOf(workload)}${id}.json`;

/** models: the objects of a manifest as SageMaker's `ManifestFile` lists them. */
export const filesKey = (workload: string, id: string): string => `${datasetsOf(workload)}${id}.files`;

/** models: what validation measured of a manifest's training examples, one JSON line each. */
export const featuresKey = (workload: string, id: string): string => `${datasetsOf(workload)}${id}.ndjson`;

/** models: the curated records as a data set was last drawn of them. */
export const gatheredRecordsKey = (workload: string): string => `${datasetsOf(workload)}records.ndjson`;

/** curated: files of records that were written together; the same records have the same file. */
export const gatheredFilesOf = (workload: string): string => `${recordPrefixes.gathered}${workload}/`;

export function gatheredFileKey(workload: string, recordKeys: readonly string[]): string {
  const digest = createHash('sha256')
    .update([...recordKeys].sort().join('\n'))
    .digest('hex');
  return `${gatheredFilesOf(workload)}${digest}.ndjson`;
}

export type ImportKind = keyof typeof importPrefixes;

export interface ImportedPicture {
  readonly kind: ImportKind;
  readonly workload: string;
  readonly label: string;
  readonly sha256: string;
  readonly format: ImageFormat;
}

/** curated: a picture of an imported data set; equal content has an equal key, so that a repeated import sends nothing. */
export const importedKey = ({ kind, workload, label, sha256, format }: ImportedPicture): string =>
  `${importPrefixes[kind]}${workload}/${label}/${sha256}.${format === 'jpeg' ? 'jpg' : format}`;

/** curated: where the files of a workload's imports lie. */
export const importsOf = (kind: ImportKind, workload: string): string =>
  `${recordPrefixes.imports}${workload}/${kind}/`;

/** curated: the file of one import; named by its keys, so that the day on which it is repeated changes nothing. */
export function importKey(kind: ImportKind, workload: string, keys: readonly string[]): string {
  const digest = createHash('sha256')
    .update([...keys].sort().join('\n'))
    .digest('hex');
  return `${importsOf(kind, workload)}${digest}.ndjson`;
}

/** SageMaker's `ManifestFile`: a prefix, then what follows it in the URI of each object; that is also its path in the job. */
export const filesDocument = (bucket: string, paths: readonly string[]): string =>
  `${JSON.stringify([{ prefix: `s3://${bucket}/` }, ...paths])}\n`;
