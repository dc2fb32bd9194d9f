import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { commands } from '../../../cli/commands';
import type { CommandFactory } from '../../../cli/context';
import { allCommands, commandsPage, examplesOf, renderCommands } from '../../../cli/docs/commands';
import { Output } from '../../../cli/output/output';
import { run } from '../../../cli/run';

const withChildren = (command: Command): Command[] => [command, ...command.commands.flatMap(withChildren)];

const all = allCommands()
  .flatMap(withChildren)
  .map((command): [string, Command] => [nameOf(command), command]);

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

/** The words of each `everloop …` in a shell line, as a POSIX shell splits them. */
function callsIn(line: string): string[][] {
  return [...line.matchAll(/(?:^|[\s(])everloop((?: +(?:"[^"]*"|[^\s"|&;)]+))*)/g)].map(([, words = '']) =>
    [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  );
}

/** Runs the real parser over commands that only note that they were reached. */
async function parse(parameters: readonly string[]): Promise<{ code: number; reached: string[]; stderr: string }> {
  const reached: string[] = [];
  let stderr = '';
  const inert =
    (factory: CommandFactory): CommandFactory =>
    context => {
      const command = factory(context);
      for (const one of withChildren(command)) {
        if (one.commands.length === 0) one.action(() => void reached.push(nameOf(one).replace(/^everloop /, '')));
      }
      return command;
    };
  const output = new Output({
    stdout: { write: () => true },
    stderr: {
      write: text => {
        stderr += String(text);
        return true;
      },
    },
  });
  const { signal } = new AbortController();
  const code = await run(parameters, { output, signal, variables: {}, factories: commands.map(inert) });
  return { code, reached, stderr };
}

describe('examples', () => {
  it.each(all)('of `%s`: there is one, and each parses and leads to a command', async (name, command) => {
    const examples = examplesOf(command);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const calls = callsIn(example);
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) {
        const { code, reached, stderr } = await parse(call);
        expect({ example, code, stderr, reached: reached.length }).toEqual({
          example,
          code: 0,
          stderr: '',
          reached: 1,
        });
        expect(`${reached[0]} `.startsWith(`${name} `)).toBe(true);
      }
    }
  });

  it('fails to parse what no command takes', async () => {
    expect(await parse(['upload'])).toMatchObject({ code: 2, reached: [] });
    expect(await parse(['validate', 'x', '--nope'])).toMatchObject({ code: 2, reached: [] });
    expect(await parse(['upload', 'x', '--concurrency', '0'])).toMatchObject({ code: 2, reached: [] });
    expect(await parse(['logs', 'validate', '--since', 'soon'])).toMatchObject({ code: 2, reached: [] });
    expect(await parse(['quarantine', 'release', 'key'])).toMatchObject({ code: 2, reached: [] });
  });
});

describe('docs/cli.md', () => {
  it('is what `npx tsx cli/docs/commands.ts` writes', () => {
    expect(readFileSync(commandsPage, 'utf8')).toBe(renderCommands());
  });

  it('has a heading for every command', () => {
    for (const [name] of all) expect(renderCommands()).toMatch(new RegExp(`^#+ everloop ${name}$`, 'm'));
  });
});
