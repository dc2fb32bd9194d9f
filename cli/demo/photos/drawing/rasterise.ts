import { clamp, Grid } from '../grid';
import type { Point } from './drawing';

/** Samples per cell and axis: 3 x 3 give ten levels of coverage, the renderer smooths the rest. */
const SAMPLES = 3;

/** Corner cutting (Chaikin, 1974): each pass replaces a corner by two points at a quarter of its edges. */
export function rounded(points: readonly Point[], passes = 2): readonly Point[] {
  let outline = points;
  for (let pass = 0; pass < passes; pass++) {
    outline = outline.flatMap(([x, y], i) => {
      const [nextX, nextY] = outline[(i + 1) % outline.length]!;
      return [
        [0.75 * x + 0.25 * nextX, 0.75 * y + 0.25 * nextY],
        [0.25 * x + 0.75 * nextX, 0.25 * y + 0.75 * nextY],
      ] satisfies Point[];
    });
  }
  return outline;
}

/** Where a horizontal line crosses the outline, left to right. */
function crossings(outline: readonly Point[], y: number): number[] {
  const found: number[] = [];
  outline.forEach(([x0, y0], i) => {
    const [x1, y1] = outline[(i + 1) % outline.length]!;
    if (y0 <= y !== y1 <= y) found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  });
  return found.sort((a, b) => a - b);
}

/** Coverage 0..1 of a closed outline on a square grid, even-odd rule. */
export function fillCoverage(outline: readonly Point[], side: number): Grid {
  const grid = new Grid(side, side);
  const steps = side * SAMPLES;
  for (let row = 0; row < steps; row++) {
    const xs = crossings(outline, (row + 0.5) / steps);
    const firstCell = Math.floor(row / SAMPLES) * side;
    for (let k = 0; k + 1 < xs.length; k += 2) {
      const first = Math.max(0, Math.ceil(xs[k]! * steps - 0.5));
      const last = Math.min(steps - 1, Math.ceil(xs[k + 1]! * steps - 0.5) - 1);
      for (let column = first; column <= last; column++) {
        const cell = firstCell + ((column / SAMPLES) | 0);
        grid.values[cell] = grid.values[cell]! + 1 / SAMPLES ** 2;
      }
    }
  }
  return grid;
}

function distanceToSegment(x: number, y: number, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : clamp(((x - x0) * dx + (y - y0) * dy) / length, 0, 1);
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}

/** Coverage 0..1 of a line with round ends; only cells near a segment are visited. */
export function lineCoverage(points: readonly Point[], width: number, side: number): Grid {
  const grid = new Grid(side, side);
  const reach = width / 2 + 1 / side;
  points.slice(1).forEach((end, i) => {
    const start = points[i]!;
    const bounds = (axis: 0 | 1) => [
      Math.max(0, Math.floor((Math.min(start[axis], end[axis]) - reach) * side)),
      Math.min(side - 1, Math.ceil((Math.max(start[axis], end[axis]) + reach) * side)),
    ];
    const [left, right] = bounds(0) as [number, number];
    const [top, bottom] = bounds(1) as [number, number];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const distance = distanceToSegment((x + 0.5) / side, (y + 0.5) / side, start, end);
        const cover = clamp((width / 2 - distance) * side + 0.5, 0, 1);
        const cell = y * side + x;
        grid.values[cell] = Math.max(grid.values[cell]!, cover);
      }
    }
  });
  return grid;
}
