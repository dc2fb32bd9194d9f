import { darkPalette, lightPalette, type Palette, printPalette } from '../../../cli/report/palette';

/** Relative luminance of `#rrggbb`; WCAG 2.2, section "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const texts: readonly (readonly [keyof Palette, readonly (keyof Palette)[]])[] = [
  ['ink', ['paper', 'sheet', 'well', 'good-wash', 'held-wash']],
  ['soft', ['paper', 'sheet', 'well']],
  ['good', ['sheet', 'well', 'good-wash']],
  ['held', ['sheet', 'well', 'held-wash']],
  ['bad', ['sheet', 'well']],
  ['accent', ['paper', 'sheet']],
  ['sheet', ['bad']],
];

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each([
  ['in the light', lightPalette],
  ['in the dark', darkPalette],
  ['on paper', printPalette],
])('colours %s', (_, palette) => {
  it.each(texts.flatMap(([text, grounds]) => grounds.map(ground => [text, ground] as const)))(
    'keep 4.5 : 1 of %s on %s',
    (text, ground) => {
      expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
    },
  );
});

it('paper is white, and dark colours never reach it', () => {
  expect([printPalette.paper, printPalette.sheet]).toEqual(['#ffffff', '#ffffff']);
  const shared = Object.keys(printPalette).filter(
    name => printPalette[name as keyof Palette] === darkPalette[name as keyof Palette],
  );
  expect(shared).toEqual([]);
});
