/** A number by name; null when it is missing or not finite. */
export function figure(scores: object | null | undefined, name: string): number | null {
  const value = (scores as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** By how much `one` is better than `other`; negative when it is worse. */
export const gain = (one: number, other: number, better: 'higher' | 'lower'): number =>
  better === 'higher' ? one - other : other - one;
