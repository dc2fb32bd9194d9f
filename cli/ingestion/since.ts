import { InvalidArgumentError } from 'commander';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A moment, from how long ago it was ("90s", "10m", "2h", "7d") or an ISO 8601 date or time (UTC without a zone).
 * @throws InvalidArgumentError for anything else
 */
export function parseSince(text: string, nowMs: number): Date {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return new Date(nowMs - Number(amount) * (UNIT_MS[unit] ?? 0));
  const iso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  const zone = iso?.[1] === undefined || iso[4] !== undefined ? '' : 'Z';
  const time = iso ? Date.parse(`${text.replace(' ', 'T')}${zone}`) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time);
  throw new InvalidArgumentError('it must be like 90s, 10m, 2h, 7d, 2026-11-21 or 2026-11-21T08:00');
}
