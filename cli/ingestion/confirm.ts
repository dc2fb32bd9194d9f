import readline from 'node:readline/promises';

/**
 * Asks a person and waits for "y" or "yes". Without a terminal nobody can be asked: the answer is yes, as for every
 * command that a script runs.
 */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
