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
    let grid: Grid = this;
    for (let pass = 0; pass < 3; pass++) grid = grid.boxBlurred(radius, 1, 0).boxBlurred(radius, 0, 1);
    return grid;
  }

  private boxBlurred(radius: number, dx: number, dy: number): Grid {
    return this.map((_, x, y) => {
      let sum = 0;
      for (let k = -radius; k <= radius; k++) sum += this.at(x + k * dx, y + k * dy);
      return sum / (2 * radius + 1);
    });
  }
}
