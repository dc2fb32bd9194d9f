import type { SeededRandom } from '../seeded-random';

/** A point of a drawing: x to the right, y down, both 0..1 of its side. */
export type Point = readonly [number, number];

/** One piece of a product, painted over the earlier ones. */
export type Shape =
  | {
      /** A closed outline; corners are rounded. */
      readonly kind: 'fill';
      readonly points: readonly Point[];
      /** Darkness of the material, 0..1. */
      readonly tone: number;
      /** How far the relief rounds off from the outline, as a share of the side. @default 0.05 */
      readonly roundness?: number;
    }
  | {
      /** A line of an open course: seam, lace, handle. */
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly tone: number;
      /** Share of the side. */
      readonly width: number;
    };

export interface Drawing {
  readonly shapes: readonly Shape[];
  /** Direction of the material's folds, radians from the x axis; none for stiff things. */
  readonly folds?: number;
}

/** Draws one product of a class; every call another one. */
export type DrawProduct = (random: SeededRandom) => Drawing;

/** The outline whose right half is given as offsets from the vertical axis at x = 0.5, from top to bottom. */
export function mirrored(rightHalf: readonly Point[]): Point[] {
  const right = rightHalf.map(([dx, y]): Point => [0.5 + dx, y]);
  const left = rightHalf.map(([dx, y]): Point => [0.5 - dx, y]).reverse();
  return [...right, ...left];
}

/** The same line on the left and on the right. */
export function both(line: Extract<Shape, { kind: 'line' }>): Shape[] {
  return [line, { ...line, points: line.points.map(([x, y]): Point => [1 - x, y]) }];
}

/** Darker (positive) or lighter (negative) than a tone, within 0.05..1. */
export const shaded = (tone: number, by: number) => Math.min(1, Math.max(0.05, tone + by));
