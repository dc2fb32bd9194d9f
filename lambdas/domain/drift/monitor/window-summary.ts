import * as z from 'zod/mini';
import type { DriftPolicy } from '../../../contracts/drift-policy';
import { judgeWindows, type WindowOutcome } from '../rules/m-of-n';
import type { WindowReport } from './window-report';

/** `summary.json`: what the next windows need to know of one. */
export const windowSummarySchema = z.object({
  to: z.string(),
  version: z.nullable(z.int()),
  predictions: z.int(),
  labels: z.int(),
  outcomes: z.record(z.string(), z.enum(['breach', 'ok', 'insufficient-data'])),
});

export type WindowSummary = z.infer<typeof windowSummarySchema>;

export const summaryOf = ({ to, version, predictions, performance, outcomes }: WindowReport): WindowSummary => ({
  to,
  version,
  predictions,
  labels: performance.labels,
  outcomes: { ...outcomes },
});

/**
 * What m of the newest n judged windows say of each signal. Only windows of the version that answers now count: what its
 * predecessor did wrong is no reason to replace it.
 *
 * @param summaries in any order
 */
export function judgeSignals(
  summaries: readonly WindowSummary[],
  { breaches }: Pick<DriftPolicy, 'breaches'>,
): Readonly<Record<string, 'alarm' | 'ok' | 'insufficient-data'>> {
  const ordered = [...summaries].sort((one, other) => (one.to < other.to ? -1 : 1));
  const version = ordered.findLast(({ predictions }) => predictions > 0)?.version ?? null;
  const own = ordered.filter(summary => summary.version === version);
  const names = [...new Set(own.flatMap(({ outcomes }) => Object.keys(outcomes)))].sort();
  return Object.fromEntries(
    names.map(name => {
      const outcomes = own.map((summary): WindowOutcome => summary.outcomes[name] ?? 'insufficient-data');
      return [name, judgeWindows(outcomes, breaches)];
    }),
  );
}
