import type { Command } from 'commander';

/** Which deployed environment a command talks to; see connect. */
export interface TargetOptions {
  readonly environment?: string;
  readonly profile?: string;
}

/** Adds the options that choose the deployed environment. */
export function withTarget(command: Command): Command {
  return command
    .option('--environment <name>', 'environment of everloop.config.ts (default: EVERLOOP_ENVIRONMENT, else local)')
    .option('--profile <name>', 'AWS profile with rights in the account of --environment');
}

/** The options again, for a command that a person is told to type next; begins with a space unless empty. */
export function targetWords({ environment, profile }: TargetOptions): string {
  const words = [environment && `--environment ${environment}`, profile && `--profile ${profile}`].filter(Boolean);
  return words.map(word => ` ${word}`).join('');
}
