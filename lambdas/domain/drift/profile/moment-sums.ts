import type { NumericGrid } from './numeric-grid';

/** What is summed and compared of a stream of finite numbers; see `NumericProfile` for the units. */
export class MomentSums {
  minimum = Infinity;
  maximum = -Infinity;
  sum = 0;
  squares = 0;
  readonly center: number;
  readonly perScale: number;

  constructor({ center, scale }: Pick<NumericGrid, 'center' | 'scale'>) {
    this.center = center;
    this.perScale = 1 / scale;
  }

  /** Instead of what was there. */
  take({ minimum, maximum, sum, squares }: Pick<MomentSums, 'minimum' | 'maximum' | 'sum' | 'squares'>): void {
    this.minimum = minimum;
    this.maximum = maximum;
    this.sum = sum;
    this.squares = squares;
  }

  /** Two sums each: an addition must wait for the one before it, and so two go on at once. */
  add(values: Float64Array): void {
    const { center, perScale } = this;
    let { minimum, maximum, sum, squares } = this;
    let evenSum = 0;
    let evenSquares = 0;
    for (let at = 0; at < values.length - 1; at += 2) {
      const one = values[at]!;
      const other = values[at + 1]!;
      const z = (one - center) * perScale;
      const y = (other - center) * perScale;
      evenSum += z;
      evenSquares += z * z;
      sum += y;
      squares += y * y;
      if (one < minimum) minimum = one;
      if (one > maximum) maximum = one;
      if (other < minimum) minimum = other;
      if (other > maximum) maximum = other;
    }
    if (values.length % 2 === 1) {
      const last = values[values.length - 1]!;
      const z = (last - center) * perScale;
      evenSum += z;
      evenSquares += z * z;
      minimum = Math.min(minimum, last);
      maximum = Math.max(maximum, last);
    }
    this.take({ minimum, maximum, sum: sum + evenSum, squares: squares + evenSquares });
  }
}
