import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { allCommands } from '../../../cli/docs/commands';
import { codeLinesOf, codeSpansOf, type Page, pages, root } from './pages';

const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
const commands = allCommands();
/** Options of the frame: every command has them. */
const common = ['--json', '--quiet', '--no-color', '--help'];

const codeOf = (page: Page): string[] => [...codeSpansOf(page), ...codeLinesOf(page)];

/** The words behind each `everloop` that is a command line: `everloop: message` and `.everloop/` are none. */
const everloopCalls = (code: string): string[][] =>
  [...code.matchAll(/(?<![\w./-])everloop ([a-z][^#|&;)`]*)/g)].map(([, words = '']) => words.trim().split(/\s+/));

function problemOf([name = '', ...rest]: readonly string[]): string | null {
  const command = commands.find(one => one.name() === name);
  if (!command) return `everloop ${name} is no command`;
  const child = childOf(command, rest[0]);
  if (child === undefined) return `everloop ${name} ${rest[0]} is no command`;
  const known = [...common, ...child.options.map(({ long }) => long)];
  const wrong = rest.filter(word => word.startsWith('--') && !known.includes(word));
  return wrong.length > 0 ? `everloop ${name} has no option ${wrong.join(', ')}` : null;
}

/** The sub-command that a word names; the command itself when it has none, undefined when the word names none of them. */
function childOf(command: Command, word: string | undefined): Command | undefined {
  if (command.commands.length === 0 || word === undefined) return command;
  return command.commands.find(one => one.name() === word);
}

function problems(page: Page): string[] {
  const found = codeOf(page).flatMap(code => [
    ...everloopCalls(code).map(problemOf),
    ...[...code.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) =>
      name in scripts ? null : `npm run ${name} is no script`,
    ),
    ...[...code.matchAll(/npx tsx (\S+)/g)].map(([, file = '']) =>
      existsSync(join(root, file)) ? null : `npx tsx ${file} runs no file`,
    ),
  ]);
  return found.flatMap(problem => (problem === null ? [] : [`${page.path}: ${problem}`]));
}

it('every command that a page names exists, with its options', () => {
  const calls = pages.flatMap(page => codeOf(page).flatMap(everloopCalls));
  expect(calls.length).toBeGreaterThan(60);
  expect(pages.flatMap(problems)).toEqual([]);
});

it.each([
  ['`npx everloop fly`', 'everloop fly is no command'],
  ['`everloop quarantine burn KEY`', 'everloop quarantine burn is no command'],
  ['`everloop up --prot 4600`', 'everloop up has no option --prot'],
  ['```sh\nnpx everloop down --all\n```', 'everloop down has no option --all'],
  ['`npm run deploy`', 'npm run deploy is no script'],
  ['`npx tsx bench/nothing.ts`', 'npx tsx bench/nothing.ts runs no file'],
])('finds that %j does not exist', (text, problem) => {
  expect(problems({ path: 'x.md', text })).toEqual([`x.md: ${problem}`]);
});

it('describes every script that a user runs', () => {
  const text = pages.map(page => page.text).join('\n');
  const unnamed = Object.keys(scripts).filter(
    name => !text.includes(`npm ${name}`) && !text.includes(`npm run ${name}`),
  );
  expect(unnamed).toEqual(['everloop']);
});
