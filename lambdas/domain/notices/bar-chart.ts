import type { BarsBlock } from '../../contracts/notices';
import { type Colour, palettePng, type Rectangle } from './palette-png';

/** Twice what it is shown at, for screens of high density. */
const width = 1088;
const height = 240;
/** Pixels below the bars for the line that they stand on. */
const foot = 2;

export const chartSize = { width: width / 2, height: height / 2 } as const;

/** As `#rrggbb`, for the legend beside the picture; visible on white and on black. */
export const barColours = { before: '#98a1ab', after: '#4468d8' } as const;

const rgb = (hex: string): Colour => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255, 255];
};
const palette: readonly Colour[] = [
  [255, 255, 255, 0],
  [128, 128, 128, 90],
  rgb(barColours.before),
  rgb(barColours.after),
];

/**
 * Pairs of bars from 0 to 1, each pair in the middle of a column of equal width, without text: a mail shows labels and
 * figures in cells below. Lines stand at 0, one half and 1. @returns a PNG, transparent
 */
export function barChart(groups: BarsBlock['groups']): Uint8Array {
  const column = width / Math.max(1, groups.length);
  const bar = Math.min(column * 0.28, 72);
  const tall = height - foot;
  const line = (share: number): Rectangle => ({
    x: 0,
    y: Math.min(tall, Math.round((1 - share) * tall)),
    width,
    height: foot,
    colour: 1,
  });
  const bars = groups.flatMap(({ before, after }, index) => {
    const middle = (index + 0.5) * column;
    return [
      ...barOf(before, { x: middle - bar - 2, width: bar, colour: 2, tall }),
      ...barOf(after, { x: middle + 2, width: bar, colour: 3, tall }),
    ];
  });
  return palettePng({ width, height, palette, rectangles: [line(1), line(0.5), line(0), ...bars] });
}

interface Placed {
  readonly x: number;
  readonly width: number;
  readonly colour: number;
  /** Of a bar for 1, pixels. */
  readonly tall: number;
}

function barOf(share: number | null, { tall, ...placed }: Placed): Rectangle[] {
  if (share === null || !Number.isFinite(share)) return [];
  const bar = Math.min(1, Math.max(0, share)) * tall;
  return [{ ...placed, y: tall - bar, height: bar }];
}
