const form = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * The moment that lies an ISO 8601 duration before another, both in epoch seconds. Years and months are those of the
 * calendar, so P1M before 31 March is the last day of February.
 */
export function before(seconds: number, duration: string): number {
  const [, years, months, weeks, days, hours, minutes, rest] = (form.exec(duration) ?? []).map(text =>
    Number(text ?? 0),
  );
  const date = new Date(seconds * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - (years ?? 0) * 12 - (months ?? 0));
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  const wholeDays = (weeks ?? 0) * 7 + (days ?? 0);
  return date.getTime() / 1000 - wholeDays * 86_400 - (hours ?? 0) * 3600 - (minutes ?? 0) * 60 - (rest ?? 0);
}
