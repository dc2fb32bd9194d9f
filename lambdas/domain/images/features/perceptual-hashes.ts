/** Mean luma of a `columns` x `rows` grid over the image; cells of a tiny image overlap instead of being empty. */
function shrinkToGrid(
  luma: Uint8Array,
  size: { width: number; height: number },
  grid: { columns: number; rows: number },
) {
  const cells = new Float64Array(grid.columns * grid.rows);
  for (let row = 0; row < grid.rows; row++) {
    const top = Math.floor((row * size.height) / grid.rows);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * size.height) / grid.rows));
    for (let column = 0; column < grid.columns; column++) {
      const left = Math.floor((column * size.width) / grid.columns);
      const right = Math.max(left + 1, Math.floor(((column + 1) * size.width) / grid.columns));
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += luma[y * size.width + x]!;
      cells[row * grid.columns + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return cells;
}

/** 64 booleans, most significant first, as 16 hex digits. */
function toHex(bits: readonly boolean[]): string {
  const digits = Array.from({ length: 16 }, (_, index) => bits.slice(index * 4, index * 4 + 4));
  return digits.map(four => four.reduce((value, bit) => value * 2 + Number(bit), 0).toString(16)).join('');
}

/** dHash: is each of 8 x 8 cells darker than its right neighbour (N. Krawetz, "Kind of Like That", 2013). */
export function differenceHash(luma: Uint8Array, width: number, height: number): string {
  const cells = shrinkToGrid(luma, { width, height }, { columns: 9, rows: 8 });
  return toHex(
    Array.from({ length: 64 }, (_, i) => cells[(i >> 3) * 9 + (i & 7)]! < cells[(i >> 3) * 9 + (i & 7) + 1]!),
  );
}

const DCT_SIZE = 32;
const KEPT = 8;
/** COSINES[k * 32 + n] of the DCT-II, for the 8 lowest frequencies. */
const COSINES = Float64Array.from({ length: KEPT * DCT_SIZE }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / DCT_SIZE) * (2 * (i % DCT_SIZE) + 1)) / (2 * DCT_SIZE)),
);

/** pHash: which of the 8 x 8 lowest DCT coefficients of 32 x 32 cells exceed the median of those without DC. */
export function perceptualHash(luma: Uint8Array, width: number, height: number): string {
  const cells = shrinkToGrid(luma, { width, height }, { columns: DCT_SIZE, rows: DCT_SIZE });
  const rows = new Float64Array(KEPT * DCT_SIZE);
  for (let k = 0; k < KEPT; k++) {
    for (let y = 0; y < DCT_SIZE; y++) {
      let sum = 0;
      for (let x = 0; x < DCT_SIZE; x++) sum += cells[y * DCT_SIZE + x]! * COSINES[k * DCT_SIZE + x]!;
      rows[k * DCT_SIZE + y] = sum;
    }
  }
  const coefficients = Array.from({ length: KEPT * KEPT }, (_, i) => {
    let sum = 0;
    for (let y = 0; y < DCT_SIZE; y++) sum += rows[(i % KEPT) * DCT_SIZE + y]! * COSINES[(i >> 3) * DCT_SIZE + y]!;
    return sum;
  });
  const median = coefficients.slice(1).sort((a, b) => a - b)[31]!;
  return toHex(coefficients.map(value => value > median));
}
