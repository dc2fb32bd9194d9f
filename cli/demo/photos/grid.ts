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
    let max = 0;
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) max = Math.max(max, this.at(x + dx, y + dy));
    return max;
  }

  /** Three box blurs of the given radius in cells, close to a Gaussian of sigma = radius + 0.5. */
  blurred(radius: number): Grid {
    const blurred = Float32Array.from(this.values);
    for (let pass = 0; pass < 3; pass++) {
      for (let y = 0; y < this.height; y++)
        blurLine(blurred, { start: y * this.width, step: 1, length: this.width }, radius);
      for (let x = 0; x < this.width; x++)
        blurLine(blurred, { start: x, step: this.width, length: this.height }, radius);
    }
    return new Grid(this.width, this.height, blurred);
  }
}

/** Box blur of one row or column in place by a running sum, 0 beyond its ends: the same cost for any radius. */
function blurLine(values: Float32Array, line: { start: number; step: number; length: number }, radius: number): void {
  const { start, step, length } = line;
  const before = Float32Array.from({ length }, (_, i) => values[start + i * step]!);
  let sum = 0;
  for (let i = -radius; i < length; i++) {
    if (i + radius < length) sum += before[i + radius]!;
    if (i - radius - 1 >= 0) sum -= before[i - radius - 1]!;
    if (i >= 0) values[start + i * step] = sum / (2 * radius + 1);
  }
}
