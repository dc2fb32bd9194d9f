import type { IngestionContracts } from '../../lambdas/contracts/ingestion-contract';
import { intakePrefixes } from '../../lambdas/contracts/key-layout';
import { WrongUse } from '../errors';
import { workloadChooser } from './choose-workload';
import { contentTypeOf } from './content-type';
import type { FoundFile } from './walk-files';

/** How files become keys. Unlabelled examples unless `labels` says otherwise. */
export interface UploadLayout {
  readonly workload?: string | undefined;
  readonly labels?: { readonly kind: 'class'; readonly class: string } | { readonly kind: 'by-folder' } | undefined;
  /** Put before the relative path, without slashes at its ends. */
  readonly prefix?: string | undefined;
}

export interface PlannedUpload {
  readonly file: FoundFile;
  readonly key: string;
  readonly workload: string;
  readonly contentType: string;
}

export interface UploadPlan {
  readonly uploads: readonly PlannedUpload[];
  /** Files that belong to no class, with labels by folder. */
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  /** Files whose names no key can hold. */
  readonly refused: readonly { readonly path: string; readonly error: string }[];
  /** The first folders are named by classes although no labels were asked for. */
  readonly looksLabelled: boolean;
}

/** S3's limit, UTF-8 bytes. */
const LONGEST_KEY = 1024;

/**
 * Decides which file gets which key: `incoming/<workload>/[prefix/]<relative path>` or
 * `labelled/<workload>/<class>/[prefix/]<relative path>`. Names enter byte for byte, no Unicode form is changed.
 * @throws WrongUse for unknown workloads and classes, labels where rows carry them, and two files of one key
 */
export function planUpload(
  files: readonly FoundFile[],
  layout: UploadLayout,
  contracts: IngestionContracts,
): UploadPlan {
  const workloadOf = workloadChooser(contracts, layout.workload);
  const uploads: PlannedUpload[] = [];
  const skipped: { path: string; why: string }[] = [];
  const refused: { path: string; error: string }[] = [];
  for (const file of files) {
    const workload = workloadOf(file.path);
    const key = keyOf(file, workload, { layout, contracts });
    const error = unfitness(file, key ?? '');
    if (key === undefined) skipped.push({ path: file.path, why: 'in no class folder' });
    else if (error !== undefined) refused.push({ path: file.path, error });
    else uploads.push({ file, key, workload, contentType: contentTypeOf(file.relative) });
  }
  refuseDuplicates(uploads);
  return { uploads, skipped, refused, looksLabelled: layout.labels === undefined && looksLabelled(files, contracts) };
}

interface KeyContext {
  readonly layout: UploadLayout;
  readonly contracts: IngestionContracts;
}

/** Undefined when labels come by folder and the file is in none. */
function keyOf({ relative }: FoundFile, workload: string, { layout, contracts }: KeyContext): string | undefined {
  const { labels } = layout;
  const prefix = layout.prefix ? `${layout.prefix.replace(/^\/+|\/+$/g, '')}/` : '';
  if (!labels) return `${intakePrefixes.incoming}${workload}/${prefix}${relative}`;
  const classes = classesOf(workload, contracts);
  const [folder, rest] = labels.kind === 'class' ? [labels.class, relative] : firstFolder(relative);
  if (folder === undefined) return undefined;
  if (!classes.includes(folder)) {
    const what = labels.kind === 'class' ? '--class' : 'with --by-folder, sub-folders';
    throw new WrongUse(
      `everloop upload: ${what} must be named by one of ${classes.join(', ')}, got ${JSON.stringify(folder)}; rename it, or add the class to everloop.config.ts and deploy`,
    );
  }
  return `${intakePrefixes.labelled}${workload}/${folder}/${prefix}${rest}`;
}

function classesOf(workload: string, contracts: IngestionContracts): readonly string[] {
  const contract = contracts[workload];
  if (contract?.kind === 'images') return contract.classes;
  throw new WrongUse(
    `everloop upload: --class and --by-folder must be used for images, got workload ${workload}; rows carry their label in a column`,
  );
}

function firstFolder(relative: string): [folder: string | undefined, rest: string] {
  const slash = relative.indexOf('/');
  return slash < 0 ? [undefined, relative] : [relative.slice(0, slash), relative.slice(slash + 1)];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function unfitness(file: FoundFile, key: string): string | undefined {
  if (!file.isUtf8) return 'name: bytes must be UTF-8 to become a key, got others; rename the file';
  const [illegal] = notInXml.exec(key) ?? [];
  if (illegal !== undefined) {
    return `name: characters must be ones that XML 1.0 has, since S3 lists and deletes keys in it, got ${JSON.stringify(illegal)}; rename the file`;
  }
  const bytes = Buffer.byteLength(key);
  if (bytes <= LONGEST_KEY) return undefined;
  return `key: size must be at most ${LONGEST_KEY} bytes, got ${bytes}; shorten the path`;
}

function refuseDuplicates(uploads: readonly PlannedUpload[]): void {
  const paths = new Map<string, string>();
  for (const { key, file } of uploads) {
    const earlier = paths.get(key);
    if (earlier !== undefined) {
      throw new WrongUse(
        `everloop upload: keys must be distinct, got ${JSON.stringify(key)} for ${earlier} and ${file.path}; send them in two calls with different --prefix`,
      );
    }
    paths.set(key, file.path);
  }
}

/** Whether every first folder is a class of some workload. */
function looksLabelled(files: readonly FoundFile[], contracts: IngestionContracts): boolean {
  const classes = new Set(Object.values(contracts).flatMap(one => (one.kind === 'images' ? one.classes : [])));
  const folders = new Set(files.flatMap(({ relative }) => firstFolder(relative)[0] ?? []));
  return folders.size > 0 && [...folders].every(folder => classes.has(folder));
}
