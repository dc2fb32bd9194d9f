import { Command, CommanderError } from 'commander';
import { commands } from './commands';
import type { CommandContext, CommandFactory } from './context';
import { describeError, EXIT, exitCodeOf, wordingOf } from './errors';
import { examples } from './examples';
import type { Output } from './output/output';

export interface RunOptions {
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly factories?: readonly CommandFactory[];
}

const FORCED_COLOUR = new Set(['1', '2', '3', 'true']);

/** Commander gives each subcommand its own options: the global ones are added to all. */
function addGlobalOptions(command: Command): void {
  command
    .option('--json', 'print JSON for machines, and nothing else on stdout')
    .option('--quiet', 'print no progress')
    .option('--no-color', 'print no colours (also: NO_COLOR=1)')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  for (const child of command.commands) addGlobalOptions(child);
}

function configure(action: Command, { output, variables }: RunOptions): void {
  const options = action.optsWithGlobals<{ json?: boolean; quiet?: boolean; color?: boolean }>();
  const noColour =
    options.color === false || action.parent?.opts()['color'] === false || Boolean(variables['NO_COLOR']);
  const colour = !noColour && (output.terminal || FORCED_COLOUR.has(variables['FORCE_COLOR'] ?? ''));
  output.configure({ json: options.json === true, quiet: options.quiet === true, colour });
}

function buildProgram(options: RunOptions, context: CommandContext): Command {
  const program = new Command('everloop')
    .description(
      'Keeps deployed machine-learning models good. Runs the whole loop on this machine, without an account.',
    )
    .version((require('../package.json') as { version: string }).version)
    .addHelpText('after', examples('everloop up', 'everloop status --json'));
  for (const factory of options.factories ?? commands) program.addCommand(factory(context));
  addGlobalOptions(program);
  program.hook('preAction', (_, action) => configure(action, options));
  program.showSuggestionAfterError();
  return program;
}

/** The command that the parameters lead to, and its full name for messages: "everloop", "quarantine", "list". */
function namedCommand(program: Command, parameters: readonly string[]) {
  let command = program;
  const names = [program.name()];
  for (const word of parameters) {
    const child = command.commands.find(candidate => candidate.name() === word);
    if (!child) break;
    command = child;
    names.push(word);
  }
  return { command, names };
}

/**
 * Runs one command to its end and returns the exit code; never throws.
 * Help and version print to stdout and are 0; without a command the help goes to stderr and is 2.
 */
export async function run(parameters: readonly string[], options: RunOptions): Promise<number> {
  let code: number = EXIT.done;
  const { output, signal } = options;
  const context: CommandContext = {
    output,
    signal,
    foundProblems: () => {
      code = EXIT.problems;
    },
  };
  const program = buildProgram(options, context);
  try {
    await program.parseAsync([...parameters], { from: 'user' });
    return code;
  } catch (error) {
    if (signal.aborted) {
      output.failure('everloop: stopped by Ctrl-C; what was done stays, the same command goes on from there');
      return EXIT.interrupted;
    }
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) output.failure(wrongUseText(error, program, parameters));
    } else {
      output.failure(describeError(error, Boolean(options.variables['EVERLOOP_DEBUG'])));
    }
    return exitCodeOf(error);
  }
}

function wrongUseText(error: CommanderError, program: Command, parameters: readonly string[]): string {
  const { command, names } = namedCommand(program, parameters);
  return error.code === 'commander.help' ? command.helpInformation() : wordingOf(error, names.join(' '));
}
