/**
 * A time as events write it: ISO 8601, seconds or milliseconds since 1970. SageMaker uses all three.
 * @returns ISO 8601 with milliseconds; undefined for anything else
 */
export function momentOf(value: unknown): string | undefined {
  // Seconds reach 1e11 in the year 5138; milliseconds passed it in 1973.
  const milliseconds = typeof value === 'number' ? value * (value < 1e11 ? 1000 : 1) : Date.parse(String(value));
  return Number.isFinite(milliseconds) ? new Date(Math.round(milliseconds)).toISOString() : undefined;
}
