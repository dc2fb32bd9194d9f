import { WrongUse } from '../errors';
import type { FoundFile } from '../ingestion/walk-files';

export interface LabelledFile {
  readonly file: FoundFile;
  readonly label: string;
}

export interface ImportPlan {
  readonly files: readonly LabelledFile[];
  /** Files beside the class folders. */
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
}

/** Finds the class of each file: the first folder on its way. @throws WrongUse when that folder is no class, or is all there is */
export function planImport(found: readonly FoundFile[], classes: readonly string[]): ImportPlan {
  const known = new Set(classes);
  const files: LabelledFile[] = [];
  const skipped: { path: string; why: string }[] = [];
  for (const file of found) {
    const slash = file.relative.indexOf('/');
    const label = file.relative.slice(0, Math.max(slash, 0));
    if (slash < 0) skipped.push({ path: file.path, why: 'in no class folder' });
    else if (known.has(label)) files.push({ file, label });
    else throw wrongFolder(label, classes);
  }
  if (files.length > 0) return { files, skipped };
  throw new WrongUse(
    `everloop dataset import: the folder must hold one folder per class (${classes.join(', ')}), got none; give the folder above them`,
  );
}

const wrongFolder = (label: string, classes: readonly string[]) =>
  new WrongUse(
    `everloop dataset import: folders must be named by one of ${classes.join(', ')}, got ${JSON.stringify(label)}; rename it, or add the class to everloop.config.ts`,
  );
