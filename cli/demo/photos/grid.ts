/** Looked up once: a global of a test's sandbox costs a microsecond at each use. */
const { max, min } = Math;

/** `value` within `low`..`high`. */
export const clamp = (value: number, low: number, high: number) => max(low, min(high, value));

/** A small picture of one number per cell, rows top to bottom; what happens on it costs nothing next to the photo. */
export class Grid {
  readonly values: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
    values?: Float32Array,
  ) {
    this.values = values ?? new Float32Array(width * height);
  }

  /** The value at (x, y), 0 outside. */
  at(x: number, y: number): number {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return 0;
    return this.values[y * this.width + x]!;
  }

  /** A grid of the same size, each cell computed from its place. */
  map(cell: (value: number, x: number, y: number) => number): Grid {
    const result = new Grid(this.width, this.height);
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const i = y * this.width + x;
        result.values[i] = cell(this.values[i]!, x, y);
      }
    }
    return result;
  }

  /** Largest value of the eight neighbours and the cell. */
  neighbourMax(x: number, y: number): number {
    let largest = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        largest = max(largest, this.at(x + dx, y + dy));
      }
    }
    return largest;
  }

  /** Two box blurs of the given radius in cells: a triangular window, as wide as a Gaussian of sigma 0.82 * (radius + 0.5). */
  blurred(radius: number): Grid {
    const { width, height } = this;
    const values = this.values.slice();
    const before = new Float32Array(max(width, height));
    for (let pass = 0; pass < 2; pass++) {
      for (let y = 0; y < height; y++) blurLine({ values, before, start: y * width, step: 1, length: width }, radius);
      for (let x = 0; x < width; x++) blurLine({ values, before, start: x, step: width, length: height }, radius);
    }
    return new Grid(width, height, values);
  }
}

interface Line {
  readonly values: Float32Array;
  /** Scratch, at least `length` long. */
  readonly before: Float32Array;
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** Box blur of one row or column in place by a running sum, 0 beyond its ends: the same cost for any radius. */
function blurLine({ values, before, start, step, length }: Line, radius: number): void {
  for (let i = 0; i < length; i++) before[i] = values[start + i * step]!;
  const share = 1 / (2 * radius + 1);
  let sum = 0;
  for (let i = -radius; i < length; i++) {
    if (i + radius < length) sum += before[i + radius]!;
    if (i > radius) sum -= before[i - radius - 1]!;
    if (i >= 0) values[start + i * step] = sum * share;
  }
}
