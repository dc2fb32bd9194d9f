import type { Command } from 'commander';
import type { Output } from './output/output';

/** What a command gets from the frame. */
export interface CommandContext {
  readonly output: Output;
  /** Aborts on Ctrl-C (SIGINT) and SIGTERM: pass it to everything that waits. */
  readonly signal: AbortSignal;
  /** The work was done and found problems: the process will end with 1. */
  foundProblems(): void;
}

/** Builds one command; see the top of cli/main.ts. */
export type CommandFactory = (context: CommandContext) => Command;
