import { both, type DrawProduct, mirrored, shaded } from './drawing';

/** Trousers, slim to wide: waistband, crotch, pockets and creases. */
export const drawBottomPart: DrawProduct = random => {
  const tone = random.between(0.35, 0.95);
  const waist = random.between(0.13, 0.16);
  const hip = waist + random.between(0.02, 0.045);
  const cuff = random.between(0.07, 0.13);
  const stance = random.between(0.105, 0.14);
  const crotch = random.between(0.37, 0.43);
  const bottom = random.between(0.91, 0.95);
  const outline = mirrored([
    [waist, 0.06],
    [waist, 0.06],
    [waist + 0.01, 0.12],
    [hip, 0.28],
    [stance + cuff / 2 + 0.01, 0.62],
    [stance + cuff / 2, bottom],
    [stance + cuff / 2, bottom],
    [stance - cuff / 2, bottom],
    [stance - cuff / 2, bottom],
    [stance - cuff / 2 - 0.015, 0.62],
    [0.012, crotch],
    [0.005, crotch],
  ]);
  const dark = shaded(tone, 0.2);
  return {
    folds: Math.PI / 2,
    shapes: [
      { kind: 'fill', points: outline, tone, roundness: 0.06 },
      {
        kind: 'line',
        points: [
          [0.5 - waist, 0.105],
          [0.5 + waist, 0.105],
        ],
        tone: dark,
        width: 0.009,
      },
      {
        kind: 'line',
        points: [
          [0.5, 0.07],
          [0.5, 0.22],
          [0.49, 0.29],
          [0.5, crotch],
        ],
        tone: dark,
        width: 0.009,
      },
      {
        kind: 'line',
        points: [
          [0.5, 0.08],
          [0.501, 0.081],
        ],
        tone: shaded(tone, -0.35),
        width: 0.02,
      },
      ...both({
        kind: 'line',
        points: [
          [0.5 + waist - 0.03, 0.11],
          [0.5 + hip - 0.015, 0.21],
        ],
        tone: dark,
        width: 0.009,
      }),
      ...both({
        kind: 'line',
        points: [
          [0.5 + stance, 0.45],
          [0.5 + stance, bottom - 0.03],
        ],
        tone: shaded(tone, -0.1),
        width: 0.008,
      }),
    ],
  };
};
