import { both, type DrawProduct, mirrored, type Point, shaded } from './drawing';

/** A T-shirt, pullover or shirt: body and sleeves in one outline, neck, hem, and a button strip on some. */
export const drawUpperPart: DrawProduct = random => {
  const tone = random.between(0.25, 0.9);
  const body = random.between(0.2, 0.26);
  const hem = random.between(0.84, 0.93);
  const neck = random.between(0.075, 0.105);
  const long = random.chance(0.5);
  const cuff: readonly Point[] = long
    ? [
        [0.41, random.between(0.74, 0.84)],
        [0.32, random.between(0.76, 0.86)],
      ]
    : [
        [0.42, random.between(0.34, 0.42)],
        [0.32, random.between(0.42, 0.47)],
      ];
  const armpit: Point = [body, long ? 0.36 : 0.37];
  const outline = mirrored([
    [neck, 0.08],
    [0.2, 0.11],
    [0.29, 0.17],
    ...cuff,
    ...cuff.slice(1),
    armpit,
    armpit,
    [body - 0.005, 0.6],
    [body + 0.01, hem],
    [body + 0.01, hem],
  ]);
  const depth = random.between(0.13, 0.2);
  const collar: readonly Point[] = [
    [0.5 - neck, 0.105],
    [0.5 - 0.6 * neck, depth - 0.01],
    [0.5, depth],
    [0.5 + 0.6 * neck, depth - 0.01],
    [0.5 + neck, 0.105],
  ];
  const dark = shaded(tone, 0.18);
  const buttons = random.chance(0.4);
  return {
    folds: Math.PI / 2,
    shapes: [
      { kind: 'fill', points: outline, tone },
      { kind: 'fill', points: collar, tone: shaded(tone, 0.25), roundness: 0.02 },
      { kind: 'line', points: collar, tone: dark, width: 0.022 },
      ...both({
        kind: 'line',
        points: [
          [0.5 + body, 0.37],
          [0.5 + body + 0.03, 0.22],
        ],
        tone: dark,
        width: 0.008,
      }),
      {
        kind: 'line',
        points: [
          [0.5 - body, hem - 0.03],
          [0.5 + body, hem - 0.03],
        ],
        tone: dark,
        width: 0.008,
      },
      ...(buttons ? buttonStrip(depth, hem, tone) : []),
    ],
  };
};

function buttonStrip(top: number, bottom: number, tone: number) {
  const strip = {
    kind: 'line',
    points: [
      [0.5, top],
      [0.5, bottom - 0.01],
    ],
    tone: shaded(tone, 0.1),
    width: 0.04,
  } as const;
  const buttons = Array.from({ length: 6 }, (_, i) => {
    const y = top + 0.05 + (i * (bottom - top - 0.08)) / 6;
    return {
      kind: 'line',
      points: [
        [0.5, y],
        [0.5, y + 0.001],
      ],
      tone: shaded(tone, -0.3),
      width: 0.018,
    } as const;
  });
  return [strip, ...buttons];
}
