import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const root = join(__dirname, '..', '..', '..');

/** Parts of a page; the page itself is checked where it is written. */
const fragments = new Set(['cli/docs/commands-introduction.md']);
const skipped = new Set(['node_modules', 'cdk.out', 'dist', 'coverage', 'shared']);

export interface Page {
  /** Relative to the repository root, forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every Markdown page of the repository. */
export const pages: readonly Page[] = pathsBelow(root)
  .map(path => relative(root, path).split('\\').join('/'))
  .filter(path => !fragments.has(path))
  .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));

function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith('.') ? [] : pathsBelow(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const fence = /^```.*\n[\s\S]*?^```/gm;

/** Code spans that stand in text or tables, each on one line; a `\|` in a table is a `|`. */
export const codeSpansOf = ({ text }: Page): string[] =>
  [...text.replace(fence, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
    code.replace(/\s*\n\s*/g, ' ').replaceAll('\\|', '|'),
  );

/** Lines of fenced code. */
export const codeLinesOf = ({ text }: Page): string[] =>
  [...text.matchAll(fence)].flatMap(([block]) => block.split('\n').slice(1, -1));

/** The text with its code left out: brackets in code are no links. */
export const proseOf = ({ text }: Page): string => text.replace(fence, '').replace(/`[^`\n]*`/g, 'code');

/** Anchors of a page's headings, as GitHub makes them. */
export function anchorsOf({ text }: Page): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replace(fence, '').matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
