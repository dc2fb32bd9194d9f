import type { SeededRandom } from '../seeded-random';
import { type DrawProduct, mirrored, type Point, type Shape, shaded } from './drawing';

/** A tote with two handles or a satchel with a flap. */
export const drawBag: DrawProduct = random => random.pick([drawTote, drawSatchel])(random);

/** Half an ellipse over the bag, from left foot to right foot. */
function handle(halfWidth: number, foot: number, top: number): Point[] {
  return Array.from({ length: 17 }, (_, i) => {
    const angle = Math.PI * (1 - i / 16);
    return [0.5 + halfWidth * Math.cos(angle), foot - (foot - top) * Math.sin(angle)];
  });
}

function drawTote(random: SeededRandom) {
  const tone = random.between(0.3, 0.9);
  const top = random.between(0.36, 0.44);
  const [upper, lower] = [random.between(0.29, 0.36), random.between(0.34, 0.42)];
  const foot = top + 0.1;
  const half = random.between(0.15, 0.2);
  const peak = random.between(0.1, 0.16);
  const body = mirrored([
    [upper, top],
    [upper, top],
    [lower, 0.84],
    [lower - 0.02, 0.89],
    [lower - 0.06, 0.9],
  ]);
  const strap = (tones: number, shift: number): Shape => ({
    kind: 'line',
    points: handle(half, foot + shift, peak + shift),
    tone: tones,
    width: 0.03,
  });
  return {
    folds: Math.PI / 2,
    shapes: [
      strap(shaded(tone, 0.25), -0.02),
      { kind: 'fill', points: body, tone, roundness: 0.08 },
      {
        kind: 'line',
        points: [
          [0.5 - upper, top + 0.035],
          [0.5 + upper, top + 0.035],
        ],
        tone: shaded(tone, 0.18),
        width: 0.01,
      },
      {
        kind: 'line',
        points: [
          [0.5 - lower + 0.01, 0.8],
          [0.5 + lower - 0.01, 0.8],
        ],
        tone: shaded(tone, 0.15),
        width: 0.01,
      },
      strap(shaded(tone, 0.1), 0.01),
      ...[-half, half].map(
        (dx): Shape => ({
          kind: 'line',
          points: [
            [0.5 + dx, foot],
            [0.5 + dx, foot + 0.05],
          ],
          tone: shaded(tone, 0.22),
          width: 0.045,
        }),
      ),
    ],
  } satisfies ReturnType<DrawProduct>;
}

function drawSatchel(random: SeededRandom) {
  const tone = random.between(0.3, 0.9);
  const half = random.between(0.34, 0.43);
  const [top, bottom] = [random.between(0.34, 0.42), random.between(0.78, 0.86)];
  const flap = top + (bottom - top) * random.between(0.5, 0.68);
  const body = mirrored([
    [half - 0.04, top],
    [half, top + 0.03],
    [half, bottom - 0.04],
    [half - 0.04, bottom],
  ]);
  const cover = mirrored([
    [half - 0.03, top - 0.01],
    [half + 0.008, top + 0.02],
    [half + 0.008, flap - 0.08],
    [half - 0.1, flap],
    [0.05, flap + 0.02],
  ]);
  const clasp = random.chance(0.5) ? 0.08 : shaded(tone, 0.35);
  return {
    shapes: [
      {
        kind: 'line',
        points: handle(random.between(0.12, 0.3), top + 0.02, random.between(0.14, 0.22)),
        tone: shaded(tone, 0.15),
        width: 0.034,
      },
      { kind: 'fill', points: body, tone: shaded(tone, 0.1), roundness: 0.07 },
      { kind: 'fill', points: cover, tone, roundness: 0.06 },
      {
        kind: 'line',
        points: [
          [0.5 - half + 0.02, top + 0.06],
          [0.5 - half + 0.03, flap - 0.09],
          [0.5, flap - 0.01],
          [0.5 + half - 0.03, flap - 0.09],
          [0.5 + half - 0.02, top + 0.06],
        ],
        tone: shaded(tone, 0.16),
        width: 0.007,
      },
      {
        kind: 'fill',
        points: [
          [0.46, flap - 0.05],
          [0.54, flap - 0.05],
          [0.54, flap + 0.05],
          [0.46, flap + 0.05],
        ],
        tone: clasp,
        roundness: 0.02,
      },
    ],
  } satisfies ReturnType<DrawProduct>;
}
