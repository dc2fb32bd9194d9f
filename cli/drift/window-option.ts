import type { WatchPolicy } from '../../lambdas/contracts/drift-policy';
import { newestWindow, type Window } from '../../lambdas/domain/drift/monitor/windows';
import { WrongUse } from '../errors';

/** A zone is asked for: a moment of one's own clock would be another window on another machine. */
const momentPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const longestDays = 31;

/**
 * A window as a person names it: `last`, or `<from>/<to>`, to the second.
 * @throws WrongUse for another text, a window that ends before it begins, in the future, or of more than 31 days
 */
export function readWindowOption(
  text: string,
  { now, policy }: { readonly now: Date; readonly policy: WatchPolicy },
): Window {
  if (text === 'last') return newestWindow(now, policy);
  const [from = '', to = '', ...rest] = text.split('/');
  const moments = [from, to].map(one =>
    momentPattern.test(one) ? Math.floor(Date.parse(one) / 1000) * 1000 : Number.NaN,
  );
  const [start = Number.NaN, end = Number.NaN] = moments;
  const isWindow = rest.length === 0 && start < end && end <= now.getTime() && end - start <= longestDays * 86_400_000;
  if (isWindow) return { from: new Date(start), to: new Date(end) };
  const rule = `must be last, or <from>/<to> with zones, in the past and of at most ${longestDays} days`;
  throw new WrongUse(`everloop monitor: --window ${rule}, got ${text}; try 2026-11-20T12:00Z/2026-11-21T12:00Z`);
}
