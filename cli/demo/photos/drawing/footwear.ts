import type { SeededRandom } from '../seeded-random';
import { type DrawProduct, type Point, type Shape, shaded } from './drawing';

/** A shoe from its side, toe to the left: sneaker, ankle boot or heeled shoe. */
export const drawFootwear: DrawProduct = random => random.pick([drawSneaker, drawBoot, drawHeel])(random);

/** Rows of stitches or laces between two courses. */
function laces([from, to]: readonly [Point, Point], count: number, tone: number): Shape[] {
  return Array.from({ length: count }, (_, i) => {
    const t = i / (count - 1);
    const [x, y] = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
    return {
      kind: 'line',
      points: [
        [x - 0.035, y - 0.004],
        [x + 0.045, y + 0.035],
      ],
      tone,
      width: 0.016,
    };
  });
}

function drawSneaker(random: SeededRandom) {
  const tone = random.between(0.25, 0.85);
  const heel = random.between(0.36, 0.41);
  const sole = random.between(0.07, 0.12);
  const upper: readonly Point[] = [
    [0.05, 0.66],
    [0.09, 0.57],
    [0.24, 0.53],
    [0.42, 0.42],
    [0.52, heel - 0.04],
    [0.6, heel + 0.02],
    [0.76, heel + 0.03],
    [0.9, heel - 0.03],
    [0.93, 0.5],
    [0.94, 0.68],
    [0.94, 0.7],
    [0.05, 0.7],
  ];
  const bottom: readonly Point[] = [
    [0.03, 0.66],
    [0.3, 0.672],
    [0.6, 0.665],
    [0.95, 0.65],
    [0.96, 0.65 + sole],
    [0.96, 0.65 + sole],
    [0.5, 0.66 + sole],
    [0.08, 0.66 + sole],
    [0.03, 0.7],
  ];
  const accent = random.chance(0.5) ? shaded(tone, 0.3) : shaded(tone, -0.25);
  return {
    folds: 0.3,
    shapes: [
      { kind: 'fill', points: upper, tone, roundness: 0.08 },
      {
        kind: 'fill',
        points: [
          [0.05, 0.7],
          [0.07, 0.6],
          [0.17, 0.55],
          [0.22, 0.62],
          [0.22, 0.7],
        ],
        tone: shaded(tone, -0.12),
        roundness: 0.04,
      },
      {
        kind: 'fill',
        points: [
          [0.83, 0.43],
          [0.9, 0.4],
          [0.935, 0.52],
          [0.935, 0.69],
          [0.82, 0.69],
        ],
        tone: shaded(tone, 0.14),
        roundness: 0.04,
      },
      {
        kind: 'line',
        points: [
          [0.45, 0.66],
          [0.6, 0.52],
          [0.78, 0.5],
        ],
        tone: accent,
        width: 0.035,
      },
      ...laces(
        [
          [0.28, 0.525],
          [0.5, 0.385],
        ],
        5,
        shaded(tone, -0.3),
      ),
      {
        kind: 'line',
        points: [
          [0.57, heel + 0.035],
          [0.76, heel + 0.06],
          [0.89, heel],
        ],
        tone: shaded(tone, 0.2),
        width: 0.014,
      },
      { kind: 'fill', points: bottom, tone: random.pick([0.14, 0.2, 0.75]), roundness: 0.03 },
    ],
  } satisfies ReturnType<DrawProduct>;
}

function drawBoot(random: SeededRandom) {
  const tone = random.between(0.4, 0.95);
  const top = random.between(0.16, 0.28);
  const shaft = random.between(0.5, 0.55);
  const upper: readonly Point[] = [
    [0.07, 0.74],
    [0.09, 0.65],
    [0.26, 0.59],
    [0.42, 0.52],
    [shaft - 0.02, 0.4],
    [shaft, top],
    [shaft, top],
    [0.9, top],
    [0.9, top],
    [0.9, 0.45],
    [0.93, 0.6],
    [0.92, 0.76],
    [0.92, 0.78],
    [0.07, 0.78],
  ];
  return {
    folds: 0.2,
    shapes: [
      { kind: 'fill', points: upper, tone, roundness: 0.1 },
      {
        kind: 'fill',
        points: [
          [0.64, top + 0.02],
          [0.76, top + 0.02],
          [0.74, 0.48],
          [0.66, 0.48],
        ],
        tone: shaded(tone, 0.18),
        roundness: 0.02,
      },
      {
        kind: 'line',
        points: [
          [shaft, top + 0.02],
          [0.89, top + 0.02],
        ],
        tone: shaded(tone, 0.16),
        width: 0.02,
      },
      {
        kind: 'line',
        points: [
          [0.27, 0.6],
          [0.36, 0.68],
          [0.4, 0.76],
        ],
        tone: shaded(tone, 0.16),
        width: 0.01,
      },
      ...laces(
        [
          [0.36, 0.545],
          [shaft + 0.01, top + 0.08],
        ],
        6,
        shaded(tone, -0.3),
      ),
      {
        kind: 'fill',
        points: [
          [0.05, 0.75],
          [0.5, 0.765],
          [0.93, 0.75],
          [0.93, 0.86],
          [0.93, 0.86],
          [0.7, 0.86],
          [0.68, 0.81],
          [0.05, 0.81],
        ],
        tone: 0.92,
        roundness: 0.02,
      },
    ],
  } satisfies ReturnType<DrawProduct>;
}

function drawHeel(random: SeededRandom) {
  const tone = random.between(0.35, 0.95);
  const height = random.between(0.28, 0.36);
  const upper: readonly Point[] = [
    [0.05, 0.77],
    [0.08, 0.7],
    [0.26, 0.66],
    [0.45, 0.62],
    [0.7, height + 0.18],
    [0.8, height],
    [0.93, height - 0.04],
    [0.95, height + 0.1],
    [0.91, height + 0.22],
    [0.78, height + 0.28],
    [0.55, 0.73],
    [0.3, 0.79],
    [0.06, 0.795],
  ];
  const heel: readonly Point[] = [
    [0.83, height + 0.18],
    [0.94, height + 0.1],
    [0.93, 0.79],
    [0.93, 0.79],
    [0.89, 0.79],
    [0.89, 0.79],
    [0.88, 0.6],
  ];
  return {
    shapes: [
      { kind: 'fill', points: heel, tone: shaded(tone, 0.1), roundness: 0.04 },
      { kind: 'fill', points: upper, tone, roundness: 0.08 },
      {
        kind: 'line',
        points: [
          [0.34, 0.655],
          [0.5, 0.6],
          [0.72, height + 0.17],
          [0.81, height + 0.02],
        ],
        tone: shaded(tone, -0.25),
        width: 0.018,
      },
      {
        kind: 'line',
        points: [
          [0.06, 0.79],
          [0.32, 0.79],
          [0.55, 0.735],
          [0.78, height + 0.285],
        ],
        tone: 0.95,
        width: 0.014,
      },
      ...(random.chance(0.5)
        ? [
            {
              kind: 'line',
              points: [
                [0.56, 0.56],
                [0.66, height + 0.06],
                [0.82, height + 0.03],
              ],
              tone: shaded(tone, 0.1),
              width: 0.022,
            } as const,
          ]
        : []),
    ],
  } satisfies ReturnType<DrawProduct>;
}
