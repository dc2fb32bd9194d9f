import { CommanderError } from 'commander';

/** What the process ends with: 0 done, 1 the work found problems, 2 wrong use or a broken environment. */
export const EXIT = { done: 0, problems: 1, misuse: 2, interrupted: 130 } as const;

/** The command was called wrongly. Message: `<where>: <what> must <rule>, got <value>; <remedy>`. */
export class WrongUse extends Error {
  readonly code = 'WRONG_USE';
  readonly exitCode = EXIT.misuse;

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'WrongUse';
  }
}

/** The work was done and found problems that the caller must see. */
export class WorkFoundProblems extends Error {
  readonly code = 'WORK_FOUND_PROBLEMS';
  readonly exitCode = EXIT.problems;

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'WorkFoundProblems';
  }
}

const RULES: Readonly<Record<string, (subject: string) => string>> = {
  'commander.unknownOption': subject => `options must be known ones, got '${subject}'`,
  'commander.unknownCommand': subject => `the command must be a known one, got '${subject}'`,
  'commander.missingArgument': subject => `argument '${subject}' must be given, got none`,
  'commander.optionMissingArgument': subject => `option '${subject}' must have a value, got none`,
  'commander.missingMandatoryOptionValue': subject => `option '${subject}' must be given, got none`,
};

/** Rewrites commander's message ("error: unknown option '--x'") into ours. */
export function wordingOf(error: CommanderError, commandName: string): string {
  const text = error.message.replace(/^error: /, '');
  const subject = /'([^']+)'/.exec(text)?.[1] ?? '';
  const suggestion = /Did you mean ([^?]+)\?/.exec(text)?.[1];
  const [, most, given] = /Expected (\d+) arguments? but got (\d+)/.exec(text) ?? [];
  if (most !== undefined)
    return `${commandName}: arguments must be at most ${most}, got ${given}; see \`${commandName} --help\``;
  const what = RULES[error.code]?.(subject) ?? `arguments must be valid, got: ${text}`;
  const remedy = suggestion ? `did you mean ${suggestion}?` : `see \`${commandName} --help\``;
  return `${commandName}: ${what}; ${remedy}`;
}

/** The exit code an error stands for: its own `exitCode`, else 2. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misuse;
  const own = (error as { readonly exitCode?: unknown }).exitCode;
  return typeof own === 'number' ? own : EXIT.misuse;
}

/** For an everloop.config.ts that is gone or no TypeScript; its other problems have words of their own. */
export function unreadableConfiguration({ name, message }: Error): string | undefined {
  const rule = 'everloop: everloop.config.ts must be there and be TypeScript, got';
  if (/Cannot find module '[./]*everloop\.config'/.test(message)) {
    return `${rule} no such file; bring it back with \`git checkout everloop.config.ts\``;
  }
  if (!/^Transform failed/.test(message) || !message.includes('everloop.config.ts')) return undefined;
  const fault = /everloop\.config\.ts:(\d+:\d+): (?:ERROR: )?(.*)/.exec(message);
  return `${rule} ${fault ? `${fault[2]} at ${fault[1]}` : name}; mend that line`;
}

/** One line for a person; the stack too when EVERLOOP_DEBUG is set. */
export function describeError(error: unknown, withStack: boolean): string {
  if (!(error instanceof Error)) return `everloop: unexpected failure: ${String(error)}`;
  if (withStack) return error.stack ?? error.message;
  const configuration = unreadableConfiguration(error);
  if (configuration) return configuration;
  return error.message || error.name;
}
