/** For names that AWS makes unique by time: 2026-11-21-15-30-07-123. */
export const timestampName = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 23).replace(/[T:.]/g, '-');
