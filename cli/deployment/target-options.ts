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
