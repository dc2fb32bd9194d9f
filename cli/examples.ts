import type { Command } from 'commander';

/** Text after a command's help: at least one line that can be typed as it stands. */
export function examples(...lines: readonly [string, ...string[]]): string {
  return `\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${lines.map(line => `  $ ${line}`).join('\n')}`;
}

/** Adds the examples to the help; returns the command. */
export function withExamples(command: Command, ...lines: readonly [string, ...string[]]): Command {
  return command.addHelpText('after', examples(...lines));
}
