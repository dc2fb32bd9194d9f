export type WindowOutcome = 'breach' | 'ok' | 'insufficient-data';

export interface MOfN {
  /** Breaches that alarm, 1 to n. */
  readonly m: number;
  /** Judged windows that count, the newest ones. */
  readonly n: number;
}

/**
 * Whether m of the newest n judged windows breach. Windows with insufficient data take no place, as KPI alarms ignore
 * missing data. 'insufficient-data' as long as windows that are still to come could decide either way: until then neither
 * alarm nor all-clear is known.
 *
 * @param outcomes oldest first
 */
export function judgeWindows(outcomes: readonly WindowOutcome[], { m, n }: MOfN): 'alarm' | 'ok' | 'insufficient-data' {
  const judged = outcomes.filter(outcome => outcome !== 'insufficient-data').slice(-n);
  const breaches = judged.filter(outcome => outcome === 'breach').length;
  if (breaches >= m) return 'alarm';
  return breaches + (n - judged.length) >= m ? 'insufficient-data' : 'ok';
}
