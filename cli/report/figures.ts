/** Numbers as people read them, the same in every locale. */
const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

export const figure = (value: number) => GROUPED.format(value);

/** A measured value with four digits that tell something; '-' for none. */
export const digits = (value: number | null): string => (value === null ? '-' : value.toPrecision(4));

/** `count` things, with the right form of the word: 1 image, 2 images. */
export const countOf = (count: number, one: string, many = `${one}s`) => `${figure(count)} ${count === 1 ? one : many}`;

/** Whole percent, but never 0 % of something nor 100 % of not all. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  if (part === whole) return '100 %';
  return `${Math.min(99, Math.max(1, Math.round((100 * part) / whole)))} %`;
}

/** `maxSidePixels` -> `max side pixels`: the names of measured values carry their units. */
export const words = (name: string) => name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();

/** A share with three digits, cut and not rounded: what is below a goal must not look as if it reached it. */
export const cutShare = (value: number | null): string =>
  value === null ? '-' : (Math.floor(value * 1000 + 1e-9) / 1000).toFixed(3);
