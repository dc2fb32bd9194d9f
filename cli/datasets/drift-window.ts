import type { Command } from 'commander';
import type { DriftWindow } from '../../lambdas/domain/datasets/split-of';
import { WrongUse } from '../errors';

export interface DriftOptions {
  readonly driftFrom?: string;
  readonly driftTo?: string;
}

export function withDriftWindow(command: Command): Command {
  return command
    .option('--drift-from <day>', 'hold back part of the feedback that arrived from this day (UTC) on')
    .option('--drift-to <day>', 'and until this day, to compare models on what drifted');
}

const isDay = (text: string | undefined): text is string =>
  /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') && !Number.isNaN(Date.parse(text ?? ''));

/** @throws WrongUse for half a window or days that are none */
export function driftWindow({ driftFrom, driftTo }: DriftOptions, where: string): { readonly drift?: DriftWindow } {
  if (driftFrom === undefined && driftTo === undefined) return {};
  if (isDay(driftFrom) && isDay(driftTo) && driftFrom <= driftTo) {
    return { drift: { firstDay: driftFrom, lastDay: driftTo } };
  }
  throw new WrongUse(
    `${where}: --drift-from and --drift-to must both be days in order, got ${driftFrom ?? 'none'} and ${driftTo ?? 'none'}; write 2026-03-01`,
  );
}
