import type { Deployment } from '../../contracts/deployment';

/** A golden image as the endpoint named it; `failure` when there was no answer. */
export interface GoldenAnswer {
  /** What it is. */
  readonly label: string;
  /** What the model said. */
  readonly predicted?: string;
  readonly failure?: string;
  /** As the caller saw it. */
  readonly milliseconds: number;
}

export interface GoldenFigures {
  readonly images: number;
  readonly failures: number;
  /** Share of all images that got their class; a failure is none. */
  readonly accuracy: number;
  readonly latencyP95Ms: number;
  /** Right answers and images by class. */
  readonly perClass: Readonly<Record<string, { readonly right: number; readonly images: number }>>;
}

export function goldenFigures(answers: readonly GoldenAnswer[]): GoldenFigures {
  const perClass: Record<string, { right: number; images: number }> = {};
  for (const { label, predicted } of answers) {
    const own = perClass[label] ?? { right: 0, images: 0 };
    perClass[label] = { right: own.right + (predicted === label ? 1 : 0), images: own.images + 1 };
  }
  const right = Object.values(perClass).reduce((sum, own) => sum + own.right, 0);
  return {
    images: answers.length,
    failures: answers.filter(({ failure }) => failure !== undefined).length,
    accuracy: answers.length === 0 ? 0 : right / answers.length,
    latencyP95Ms: percentile(
      answers.map(({ milliseconds }) => milliseconds),
      0.95,
    ),
    perClass,
  };
}

/** Nearest rank; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/**
 * The least share of `images` that a model of this accuracy gets right but for bad luck: three standard deviations of a
 * binomial below it, at .96 of 50 images .96 - 3 x sqrt(.96 x .04 / 50) = .877. Accuracies near 1 have too small a
 * deviation to stand for other images, so at least one image in ten may be wrong.
 */
export function accuracyFloor(accuracy: number, images: number): number {
  if (images <= 0) return 0;
  const deviation = Math.sqrt((accuracy * (1 - accuracy)) / images);
  return Math.max(0, Math.min(accuracy - 3 * deviation, 0.9 * accuracy));
}

/** The floor of a deployment: as configured, else what its version reached before; a model of unknown quality must beat chance. */
export const floorOf = (
  { test, version, classes }: Pick<Deployment, 'test' | 'version' | 'classes'>,
  images: number,
): number => test.minAccuracy ?? accuracyFloor(version.accuracy ?? 1 / classes.length, images);

/** Below this a share of right answers says nothing of a fleet. */
export const fewestAnswers = 5;

export interface GoldenLimits {
  /** Least share of images that get their class. */
  readonly floor: number;
  /** 95 % of the answers within so many milliseconds, as the caller sees them. */
  readonly maxLatencyMs: number;
}

/** What makes an endpoint too bad to serve people, one sentence; undefined when nothing does. */
export function goldenFault(
  { accuracy, latencyP95Ms, images }: GoldenFigures,
  { floor, maxLatencyMs }: GoldenLimits,
): string | undefined {
  if (accuracy < floor) {
    return `accuracy on ${images} golden images must be at least ${floor.toFixed(3)}, got ${accuracy.toFixed(3)}; compare its classes and preparation with the version's evaluation`;
  }
  if (latencyP95Ms <= maxLatencyMs) return undefined;
  return `95 % of its answers must come within ${maxLatencyMs} ms, got ${latencyP95Ms} ms; give it more memory or another instance type`;
}
