import { both, type DrawProduct, mirrored, type Point, shaded } from './drawing';

/** A dress: straps or short sleeves, waist, a skirt that flares more or less. */
export const drawOnePiece: DrawProduct = random => {
  const tone = random.between(0.25, 0.9);
  const waist = random.between(0.1, 0.13);
  const waistHeight = random.between(0.38, 0.46);
  const flare = random.between(0.15, 0.29);
  const hem = random.between(0.88, 0.95);
  const neck = random.between(0.06, 0.085);
  const sleeves: readonly Point[] = random.chance(0.45)
    ? [
        [0.15, 0.08],
        [0.23, 0.2],
        [0.17, 0.235],
        [0.135, 0.2],
      ]
    : [
        [neck + 0.035, 0.06],
        [neck + 0.045, 0.16],
        [0.135, 0.23],
      ];
  const outline = mirrored([
    [neck, 0.06],
    ...sleeves,
    [0.135, 0.28],
    [waist, waistHeight],
    [waist + 0.3 * flare, waistHeight + 0.16],
    [flare, hem - 0.01],
    [flare - 0.02, hem],
    [flare / 2, hem + 0.01],
  ]);
  const depth = random.between(0.13, 0.2);
  const neckline: readonly Point[] = [
    [0.5 - neck, 0.08],
    [0.5 - 0.7 * neck, depth - 0.02],
    [0.5, depth],
    [0.5 + 0.7 * neck, depth - 0.02],
    [0.5 + neck, 0.08],
  ];
  const dark = shaded(tone, 0.18);
  const pleat = (share: number, end: number): Point[] => [
    [0.5 + waist * share, waistHeight + 0.04],
    [0.5 + flare * share, end],
  ];
  return {
    folds: Math.PI / 2,
    shapes: [
      { kind: 'fill', points: outline, tone, roundness: 0.06 },
      { kind: 'fill', points: neckline, tone: shaded(tone, 0.28), roundness: 0.02 },
      { kind: 'line', points: neckline, tone: dark, width: 0.012 },
      {
        kind: 'line',
        points: [
          [0.5 - waist, waistHeight],
          [0.5, waistHeight + 0.012],
          [0.5 + waist, waistHeight],
        ],
        tone: dark,
        width: random.between(0.012, 0.04),
      },
      ...both({ kind: 'line', points: pleat(0.35, hem - 0.04), tone: dark, width: 0.009 }),
      ...both({ kind: 'line', points: pleat(0.72, hem - 0.08), tone: shaded(tone, -0.12), width: 0.01 }),
    ],
  };
};
