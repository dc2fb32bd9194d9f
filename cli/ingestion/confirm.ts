import readline from 'node:readline/promises';
import { WrongUse } from '../errors';

export interface Asking {
  /** The command, for the message. */
  readonly where: string;
  readonly signal: AbortSignal;
}

/**
 * Asks a person and waits for "y" or "yes".
 * @throws WrongUse where nobody can be asked: a script says --yes
 */
export async function confirm(question: string, { where, signal }: Asking): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new WrongUse(
      `${where}: --yes must be given where no terminal can ask, got none; the question is: ${question}`,
    );
  }
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
