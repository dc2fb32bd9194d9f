import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { anchorsOf, codeSpansOf, type Page, pages, proseOf, root } from './pages';

const link = /(?<!\\)\]\(([^)\s]+)(?: "[^"]*")?\)|<img[^>]* src="([^"]+)"/g;

const linksOf = (page: Page): string[] =>
  [...proseOf(page).matchAll(link)]
    .map(([, target, source]) => target ?? source ?? '')
    .filter(target => !/^[a-z]+:/.test(target));

/** What is wrong with a link of a page; null when it leads somewhere. */
function problemOf(page: Page, target: string): string | null {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? page.path : posix.join(posix.dirname(page.path), file);
  if (!existsSync(join(root, path))) return `${page.path}: ${target} leads to no file`;
  if (anchor === undefined) return null;
  const there = anchorsOf({ path, text: readFileSync(join(root, path), 'utf8') });
  return there.has(anchor) ? null : `${page.path}: ${target} leads to no heading`;
}

const problems = (checked: readonly Page[]): string[] =>
  checked.flatMap(page => linksOf(page).flatMap(target => problemOf(page, target) ?? []));

it('every link and anchor of every page leads somewhere', () => {
  expect(pages.length).toBeGreaterThan(15);
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(40);
  expect(problems(pages)).toEqual([]);
});

it.each([
  ['[a](missing.md)', 'leads to no file'],
  ['[a](docs/runbook.md#no-such-alarm)', 'leads to no heading'],
  ['[a](#elsewhere)', 'leads to no heading'],
  ['<img alt="x" src="docs/missing.svg">', 'leads to no file'],
])('finds that %s leads nowhere', (text, problem) => {
  expect(problems([{ path: 'README.md', text }])).toEqual([expect.stringContaining(problem)]);
});

it.each(['[a](https://example.com/x)', '`[a](missing.md)`', '```\n[a](missing.md)\n```'])('leaves %j alone', text => {
  expect(problems([{ path: 'README.md', text }])).toEqual([]);
});

/** Files that a page tells its reader to make. */
const madeByReader = new Set([
  'lib/workloads/pump-vibration.ts',
  'lib/workloads/fabric-defects.ts',
  'pipeline/container/everloop_container/workloads/fabric_defects.py',
]);
const ownPath = /^(bench|bin|cli|docs|lambdas|lib|local|pipeline|test)\/[\w./*-]*$/;

/** Whether the repository has the path; a `*` in the last part stands for anything. */
function exists(path: string): boolean {
  if (!path.includes('*')) return existsSync(join(root, path));
  const folder = join(root, dirname(path));
  const name = new RegExp(`^${basename(path).replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return existsSync(folder) && readdirSync(folder).some(entry => name.test(entry));
}

it('every path of this repository that a page names exists', () => {
  const named = pages.flatMap(page =>
    codeSpansOf(page)
      .filter(code => ownPath.test(code) && !madeByReader.has(code))
      .map(code => ({ page: page.path, code })),
  );
  expect(named.length).toBeGreaterThan(60);
  // An empty folder is in no clone.
  expect(named.filter(({ code }) => code !== 'pipeline/' && !exists(code))).toEqual([]);
});

it('knows a path that does not exist', () => {
  expect(exists('lib/nowhere.ts')).toBe(false);
  expect(exists('lib/config/no*.ts')).toBe(false);
  expect(exists('lambdas/contracts/*-reasons.ts')).toBe(true);
});
