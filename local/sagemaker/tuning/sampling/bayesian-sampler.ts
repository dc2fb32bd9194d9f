import type { Dimension } from './dimension';
import { fitProcess } from './fit-process';
import type { GaussianProcess, Point } from './gaussian-process';
import { type Choice, choiceAt, type Proposal, type Sampler, type Trial } from './sampler';
import { normal, type Random, seededRandom } from './seeded-random';

/** Bounds what a proposal costs: of n points each of 20 to 60 fits takes n³/6 steps, each of 640 candidates n²/2. */
const MOST_POINTS = 100;
const SPREAD_CANDIDATES = 512;
const NEAR_CANDIDATES = 128;

/** A few spread choices before there is something to learn from. */
const firstChoices = (dimensions: readonly Dimension[]): number => Math.min(10, Math.max(3, dimensions.length + 1));

/**
 * Bayesian optimisation: a Gaussian process explains the losses so far, and the choice with the largest expected
 * improvement over the best one is tried next. Choices whose jobs still run count with the loss that the process
 * expects of them, so that parallel jobs spread (Ginsbourger et al. 2010, "Kriging believer").
 */
export const bayesianSampler: Sampler = proposal => {
  const { dimensions, seed, index, trials } = proposal;
  const random = seededRandom(seed, 'bayesian', index);
  const known = trials.filter(({ loss }) => loss !== undefined);
  const start = firstChoices(dimensions);
  if (index < start || known.length < Math.min(start, 3)) return untried(proposal, () => spread(proposal, random));
  return mostPromising(proposal, random);
};

/** Points of an additive sequence on irrational steps: spread evenly however many are taken (Roberts 2018, "R_d"). */
function spread({ dimensions, seed, index }: Proposal, random: Random): readonly number[] {
  const offset = seededRandom(seed, 'offset');
  const root = plasticRoot(dimensions.length);
  return dimensions.map((_, at) => (offset() + (index + 1) / root ** (at + 1) + 0.02 * random()) % 1);
}

/** The root above 1 of x^(d+1) = x + 1. */
function plasticRoot(dimensions: number): number {
  let root = 2;
  for (let step = 0; step < 30; step++) root = (1 + root) ** (1 / (dimensions + 1));
  return root;
}

/** A choice that no trial has made, if a hundred tries find one: small spaces run out of them. */
function untried({ dimensions, trials }: Proposal, positions: () => readonly number[]): Choice {
  const made = new Set(trials.map(({ choice }) => keyOf(choice)));
  let choice = choiceAt(dimensions, positions());
  for (let tried = 0; tried < 100 && made.has(keyOf(choice)); tried++) choice = choiceAt(dimensions, positions());
  return choice;
}

const keyOf = (choice: Choice): string => JSON.stringify(Object.entries(choice).sort());

function mostPromising(proposal: Proposal, random: Random): Choice {
  const { dimensions } = proposal;
  const trials = worthKnowing(proposal.trials);
  const known = trials.filter((trial): trial is Trial & { loss: number } => trial.loss !== undefined);
  const scaled = standardised(known.map(({ loss }) => loss));
  const points = known.map(({ choice }) => pointOf(dimensions, choice));
  let process = fitProcess(points, scaled);
  const running = trials.filter(({ loss }) => loss === undefined).map(({ choice }) => pointOf(dimensions, choice));
  if (running.length > 0) {
    const believed = running.map(point => process.predict(point).mean);
    process = process.extended(running, believed);
  }
  const best = Math.min(...scaled);
  const incumbent = known.reduce((one, other) => (other.loss < one.loss ? other : one)).choice;
  const made = new Set(proposal.trials.map(({ choice }) => keyOf(choice)));
  let chosen: { readonly choice: Choice; readonly gain: number } | undefined;
  for (const positions of candidates(dimensions, incumbent, random)) {
    const choice = choiceAt(dimensions, positions);
    const gain = expectedImprovement(process, pointOf(dimensions, choice), best);
    if ((!chosen || gain > chosen.gain) && !made.has(keyOf(choice))) chosen = { choice, gain };
  }
  return chosen?.choice ?? untried(proposal, () => dimensions.map(() => random()));
}

/** All trials; of very many the best half of the room and the latest. */
function worthKnowing(trials: readonly Trial[]): readonly Trial[] {
  if (trials.length <= MOST_POINTS) return trials;
  const half = MOST_POINTS / 2;
  const best = [...trials].sort((a, b) => (a.loss ?? Infinity) - (b.loss ?? Infinity)).slice(0, half);
  return [...new Set([...best, ...trials.slice(-half)])];
}

/** Mean 0, deviation 1; losses far above the median are pulled in, as they tell little about where the best ones are. */
function standardised(losses: readonly number[]): readonly number[] {
  const sorted = [...losses].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  const reach = (median - (sorted[0] as number)) * 2;
  const pulled = losses.map(loss => (reach > 0 && loss > median + reach ? median + reach : loss));
  const mean = pulled.reduce((sum, loss) => sum + loss, 0) / pulled.length;
  const deviation = Math.sqrt(pulled.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / pulled.length);
  return pulled.map(loss => (deviation > 0 ? (loss - mean) / deviation : 0));
}

/** Coordinates of a choice: a position each, and for a category one coordinate per value, all equally far apart. */
function pointOf(dimensions: readonly Dimension[], choice: Choice): Point {
  return dimensions.flatMap(dimension => {
    const position = dimension.positionOf(choice[dimension.name] ?? '');
    if (dimension.categories === undefined) return [position];
    const chosen = Math.floor(position * dimension.categories);
    return Array.from({ length: dimension.categories }, (_, at) => (at === chosen ? Math.SQRT1_2 : 0));
  });
}

/** Positions all over the space, and some around the best choice so far. */
function* candidates(dimensions: readonly Dimension[], best: Choice, random: Random): Generator<readonly number[]> {
  for (let made = 0; made < SPREAD_CANDIDATES; made++) yield dimensions.map(() => random());
  for (let made = 0; made < NEAR_CANDIDATES; made++) {
    const width = 0.2 * random() ** 2;
    yield dimensions.map(dimension => {
      const position = dimension.positionOf(best[dimension.name] ?? '');
      if (dimension.categories !== undefined) return random() < 0.2 ? random() : position;
      return Math.min(1, Math.max(0, position + width * normal(random)));
    });
  }
}

/** How far below `best` the loss is expected to fall; what is above counts as 0 (Jones et al. 1998). */
export function expectedImprovement(process: Pick<GaussianProcess, 'predict'>, point: Point, best: number): number {
  const { mean, deviation } = process.predict(point);
  const z = (best - mean) / deviation;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return (best - mean) * normalBelow(z) + deviation * density;
}

/** Probability that a standard normal value is below z: Abramowitz & Stegun 26.2.17, error below 7.5e-8. */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z > 0 ? 1 - tail : tail;
}
