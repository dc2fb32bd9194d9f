import type { ClassifiedPhoto } from '../release/classify-traffic';

/** By class; null for a class of which there was no photo. */
export type Recalls = Readonly<Record<string, number | null>>;

/** Share of the photos of each class that were put into its folder. */
export function recallsOf(photos: readonly ClassifiedPhoto[], classes: readonly string[]): Recalls {
  return Object.fromEntries(
    classes.map(label => {
      const shown = photos.filter(({ actual }) => actual === label);
      return [label, share(shown.filter(isRight).length, shown.length)];
    }),
  );
}

/** Share of the photos in the right folder; null without any. */
export const accuracyOf = (photos: readonly ClassifiedPhoto[]): number | null =>
  share(photos.filter(isRight).length, photos.length);

/** The class whose recall fell most; undefined when none was seen both times. */
export function mostFallen(before: Recalls, during: Recalls): string | undefined {
  const falls = Object.keys(before).flatMap(label => {
    const [high, low] = [before[label] ?? null, during[label] ?? null];
    return high === null || low === null ? [] : [{ label, fall: high - low }];
  });
  return falls.sort((one, other) => other.fall - one.fall)[0]?.label;
}

const isRight = ({ actual, prediction }: ClassifiedPhoto): boolean => prediction.label === actual;

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1e4) / 1e4;
