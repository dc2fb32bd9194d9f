/**
 * The `everloop` command.
 *
 * Adding a command: one file `cli/commands/<name>.ts`
 *
 *     export const command: CommandFactory = ({ output, signal }) =>
 *       withExamples(new Command('greet').description('Greets'), 'everloop greet Ann')
 *         .argument('<name>')
 *         .action(async name => {
 *           const { greet } = require('../../local/greeting') as typeof import('../../local/greeting');
 *           output.result(await greet(name, signal), () => `Hello ${name}`);
 *         });
 *
 * and one line in `cli/commands/index.ts`. Whatever is slow to load (SDKs, local/**) is required inside the action, never
 * at the top: `everloop --help` takes 0.2 s. (`import()` is for ESM-only packages: it does not resolve .ts files.) The frame adds --json, --quiet and --no-color to every (sub)command.
 * Results go through `output.result` (one JSON document) or `output.line` (NDJSON); progress through `output.steps`
 * and `output.note` (stderr). To fail, throw: `WrongUse` or `BrokenEnvironment` end with 2, `WorkFoundProblems` with 1
 * (or call `context.foundProblems()` and print the result as usual). Any other error ends with 2.
 */
import { setMaxListeners } from 'node:events';
import { EXIT } from './errors';
import { Output } from './output/output';
import { run } from './run';

/** Runs the command of this process's arguments and sets its exit code. A second Ctrl-C ends it at once. */
export function main(parameters: readonly string[]): void {
  const interruption = new AbortController();
  // Every call that is under way listens, dozens at a time: that is no leak.
  setMaxListeners(0, interruption.signal);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (interruption.signal.aborted) process.exit(EXIT.interrupted);
      interruption.abort();
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done); // `everloop … | head` has read enough
  });
  const output = new Output({ stdout: process.stdout, stderr: process.stderr });
  void run(parameters, { output, signal: interruption.signal, variables: process.env }).then(code => {
    process.exitCode = code;
  });
}
