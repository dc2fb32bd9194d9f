import { Command } from 'commander';
import { commands } from '../../../cli/commands';
import type { CommandFactory } from '../../../cli/context';
import { describeError, WorkFoundProblems, WrongUse } from '../../../cli/errors';
import { withExamples } from '../../../cli/examples';
import { Output } from '../../../cli/output/output';
import { run } from '../../../cli/run';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const greet: CommandFactory = ({ output, signal, foundProblems }) =>
  withExamples(new Command('greet').description('Greets'), 'everloop greet Ann')
    .argument('<name>')
    .option('--times <n>')
    .action(async (name: string) => {
      output.note('about to greet');
      if (name === 'nobody') throw new WrongUse('everloop greet: the name must be somebody, got nobody; name a person');
      if (name === 'problem') throw new WorkFoundProblems('everloop greet: nobody answered');
      if (name === 'warned') foundProblems();
      if (name === 'interrupted') signal.throwIfAborted();
      if (name === 'bug') throw new TypeError('x is not a function');
      output.result({ name }, () => output.colours.bold(`Hello ${name}`));
    });
const group: CommandFactory = context => new Command('group').addCommand(greet(context));

async function ran(parameters: readonly string[], more: Partial<Parameters<typeof run>[1]> = {}): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const toStdout = (text: string | Uint8Array) => {
    stdout += text;
    return true;
  };
  const toStderr = (text: string | Uint8Array) => {
    stderr += text;
    return true;
  };
  const write = process.stdout.write;
  process.stdout.write = toStdout as typeof write; // commander prints help and version itself
  try {
    const output = new Output({ stdout: { write: toStdout }, stderr: { write: toStderr } });
    const signal = new AbortController().signal;
    const code = await run(parameters, { output, signal, variables: {}, factories: [greet, group], ...more });
    return { code, stdout, stderr };
  } finally {
    process.stdout.write = write;
  }
}

test('prints a result for people and ends with 0', async () => {
  expect(await ran(['greet', 'Ann'])).toEqual({ code: 0, stdout: 'Hello Ann\n', stderr: 'about to greet\n' });
});

test.each([
  ['before', ['--json', 'greet', 'Ann']],
  ['after', ['greet', 'Ann', '--json']],
  ['within a group', ['group', 'greet', '--json', 'Ann']],
])('prints one JSON document and nothing else on stdout with --json %s the command', async (_, parameters) => {
  const { code, stdout } = await ran(parameters);
  expect([code, JSON.parse(stdout)]).toEqual([0, { name: 'Ann' }]);
});

test('prints no notes with --quiet', async () => {
  expect((await ran(['greet', 'Ann', '--quiet'])).stderr).toBe('');
});

test.each<[string, string[], Record<string, string>, boolean]>([
  ['colours where they are forced', [], { FORCE_COLOR: '1' }, true],
  ['none with --no-color', ['--no-color'], { FORCE_COLOR: '1' }, false],
  ['none with NO_COLOR', [], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ['none with --json', ['--json'], { FORCE_COLOR: '1' }, false],
])('prints %s', async (_, options, variables, coloured) => {
  const { stdout } = await ran(['greet', 'Ann', ...options], { variables });
  expect(stdout.includes('\u001b[')).toBe(coloured);
});

test.each([
  [['greet'], "everloop greet: argument 'name' must be given, got none; see `everloop greet --help`"],
  [['greet', 'Ann', '--x'], "everloop greet: options must be known ones, got '--x'; see `everloop greet --help`"],
  [['greet', 'Ann', 'Bob'], 'everloop greet: arguments must be at most 1, got 2; see `everloop greet --help`'],
  [['grete'], "everloop: the command must be a known one, got 'grete'; did you mean greet?"],
  [
    ['greet', 'Ann', '--times'],
    "everloop greet: option '--times <n>' must have a value, got none; see `everloop greet --help`",
  ],
  [
    ['group', 'greet'],
    "everloop group greet: argument 'name' must be given, got none; see `everloop group greet --help`",
  ],
  [['greet', 'nobody'], 'everloop greet: the name must be somebody, got nobody; name a person'],
])('fails with 2 and one line without a stack for %j', async (parameters, message) => {
  const { code, stdout, stderr } = await ran(parameters);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.replace('about to greet\n', '')).toBe(`${message}\n`);
});

test.each([
  ['throws WorkFoundProblems', 'problem', ''],
  ['reports problems beside its result', 'warned', 'Hello warned\n'],
])('ends with 1 when the command %s', async (_, name, printed) => {
  const { code, stdout } = await ran(['greet', name]);
  expect([code, stdout]).toEqual([1, printed]);
});

test('shows the stack of a failure only with EVERLOOP_DEBUG', async () => {
  expect((await ran(['greet', 'bug'])).stderr).toBe('about to greet\nx is not a function\n');
  const { code, stderr } = await ran(['greet', 'bug'], { variables: { EVERLOOP_DEBUG: '1' } });
  expect(code).toBe(2);
  expect(stderr).toContain('    at ');
});

test('ends with 130 when it was interrupted', async () => {
  const { code, stderr } = await ran(['greet', 'interrupted'], { signal: AbortSignal.abort() });
  expect([code, stderr]).toEqual([
    130,
    'about to greet\neverloop: stopped by Ctrl-C; what was done stays, the same command goes on from there\n',
  ]);
});

test.each([
  [[], 'Usage: everloop [options]'],
  [['group'], 'Usage: everloop group [options]'],
])('prints the help on stderr and ends with 2 when %j lacks a command', async (parameters, usage) => {
  const { code, stdout, stderr } = await ran(parameters);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(usage);
});

test.each([
  ["Cannot find module '../../everloop.config'\nRequire stack:", /got no such file; bring it back/],
  [
    'Transform failed with 1 error:\n/home/ann/everloop.config.ts:3:4: ERROR: Expected "}" but found "x"',
    /got Expected "}" but found "x" at 3:4; mend that line/,
  ],
])('says what to do about a configuration that cannot be loaded', (message, expected) => {
  expect(describeError(new Error(message), false)).toMatch(expected);
});

const FAKE = {
  output: new Output({ stdout: process.stdout, stderr: process.stderr }),
  signal: new AbortController().signal,
};
const leaves = (command: Command): Command[] =>
  command.commands.length ? command.commands.flatMap(leaves) : [command];
const ALL = commands.flatMap(factory => leaves(factory({ ...FAKE, foundProblems: () => undefined })));

test.each(ALL.map(command => [command.name(), command] as const))(
  '%s has a description and an example',
  (name, command) => {
    let help = '';
    command.configureOutput({ writeOut: text => (help += text) }).outputHelp();
    expect(command.description()).not.toBe('');
    expect(help).toMatch(new RegExp(`Examples?:\\n  \\$ .*everloop .*${name}`));
  },
);
