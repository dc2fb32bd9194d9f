import type { Command } from 'commander';
import type { DriftWindow } from '../../lambdas/contracts/drift-window';
import { WrongUse } from '../errors';

export interface DriftOptions {
  readonly driftFrom?: string;
  readonly driftTo?: string;
}

export function withDriftWindow(command: Command): Command {
  return command
    .option('--drift-from <time>', 'compare models too on feedback on predictions from this day (UTC) or time on')
    .option('--drift-to <time>', 'and until the end of this day, or before this time');
}

const dayMs = 86_400_000;
const day = /^\d{4}-\d{2}-\d{2}$/;
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/;

/** Milliseconds since 1970 at which a day or time begins; undefined for anything else. */
function begin(text: string | undefined): number | undefined {
  const at = text !== undefined && (day.test(text) || moment.test(text)) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** @throws WrongUse for half a window, or times that are none */
export function driftWindow({ driftFrom, driftTo }: DriftOptions, where: string): { readonly drift?: DriftWindow } {
  if (driftFrom === undefined && driftTo === undefined) return {};
  const [from, last] = [begin(driftFrom), begin(driftTo)];
  const to = last !== undefined && day.test(driftTo ?? '') ? last + dayMs : last;
  if (from !== undefined && to !== undefined && from < to) {
    return { drift: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } };
  }
  throw new WrongUse(
    `${where}: --drift-from and --drift-to must both be days or times in order, got ${driftFrom ?? 'none'} and ${driftTo ?? 'none'}; write 2026-03-01 or 2026-03-01T12:00Z`,
  );
}
