import { learnBaseline, profileTable, type Table, type TableBaseline } from '../../lambdas/domain/drift/baseline';
import { compareTables } from '../../lambdas/domain/drift/compare/compare-tables';
import { comparedColumns } from '../../lambdas/domain/drift/compare/compared-columns';
import { judgeWindows } from '../../lambdas/domain/drift/rules/m-of-n';
import { shiftVerdicts } from '../../lambdas/domain/drift/rules/significant-shift';
import { normal, uniform } from './random';

/** What is done to the light of a studio: luma x gain + offset; inverted: 255 - luma. */
export interface Light {
  readonly gain: number;
  readonly offset: number;
}
export const usual: Light = { gain: 1, offset: 0 };
export const inverted: Light = { gain: -1, offset: 255 };
/** A third of a stop. */
export const brighter: Light = { gain: 1.25, offset: 0 };

const clamp = (luma: number): number => Math.min(255, Math.max(0, luma));

/** Features as the validator measures them: correlated, skewed, rounded, nearly constant, with heavy ties. */
function imageFeatures(size: number, seed: number, { gain, offset }: Light = usual): Table {
  const [gauss, chance] = [normal(seed), uniform(seed + 1e6)];
  const rows = Array.from({ length: size }, () => {
    const brightness = clamp((95 + 28 * gauss()) * gain + offset);
    const contrast = Math.abs((60 + 15 * gauss()) * gain);
    const tint = 8 * gauss();
    const sizeBytes = Math.round(Math.exp(10 + 0.5 * gauss()));
    return {
      brightness,
      contrast,
      entropyBits: Math.min(8, 6.5 + 0.6 * gauss()),
      sharpness: Math.exp(5 + 0.9 * gauss()) * gain ** 2,
      meanRed: clamp(brightness + tint),
      meanGreen: brightness,
      meanBlue: clamp(brightness - tint),
      lumaP01: Math.round(Math.max(0, offset + 12 * gauss())),
      lumaP99: Math.round(clamp(brightness + 2.5 * contrast)),
      aspectRatio: [1, 1, 1, 4 / 3, 3 / 4][Math.floor(chance() * 5)]!,
      sizeBytes,
      megapixels: [0.06, 1, 12][Math.floor(chance() * 3)]!,
    };
  });
  const names = Object.keys(rows[0]!) as (keyof (typeof rows)[number])[];
  return new Map(names.map(name => [name, { kind: 'numeric', values: Float64Array.from(rows, row => row[name]) }]));
}

function breaches(baseline: TableBaseline, window: Table): boolean {
  const compared = comparedColumns(compareTables(baseline, profileTable(baseline, window)));
  return [...shiftVerdicts(compared).values()].some(({ drifted }) => drifted);
}

/** A studio: its reference of 3,000 images, and a seed for what it photographs later. */
export interface Studio {
  readonly seed: number;
  readonly baseline: TableBaseline;
}

export const studios = (count: number): Studio[] =>
  Array.from({ length: count }, (_, index) => {
    const seed = index * 1000;
    return { seed, baseline: learnBaseline(imageFeatures(3000, seed)) };
  });

const windowRows = 300;

/**
 * How often the alarm (2 of 3 windows breach) is on after a window.
 *
 * @param light of the windows, in order
 */
export function alarmsOf({ seed, baseline }: Studio, light: readonly Light[]): number {
  return alarmsAfter(light.map((each, index) => breaches(baseline, imageFeatures(windowRows, seed + 1 + index, each))));
}

function alarmsAfter(outcomes: readonly boolean[]): number {
  const states = outcomes.map((_, end) =>
    judgeWindows(
      outcomes.slice(0, end + 1).map(breach => (breach ? 'breach' : 'ok')),
      { m: 2, n: 3 },
    ),
  );
  return states.filter(state => state === 'alarm').length;
}
