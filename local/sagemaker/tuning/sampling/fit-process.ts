import { GaussianProcess, type Hyper, type Point } from './gaussian-process';

const LENGTHS = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2] as const;
const NOISES = [1e-4, 1e-2, 0.1] as const;

/**
 * Chooses length scales and noise by the likelihood, with a weak pull towards a length of 0.5 and little noise that
 * matters while there are few points: first one length for all coordinates, then each coordinate alone.
 */
export function fitProcess(points: readonly Point[], values: readonly number[]): GaussianProcess {
  const coordinates = points[0]?.length ?? 0;
  let best = judged(points, values, { lengths: Array(coordinates).fill(0.4), noise: 1e-2 });
  const consider = (hyper: Hyper) => {
    const candidate = judged(points, values, hyper);
    if (candidate.score > best.score) best = candidate;
  };
  for (const length of LENGTHS)
    for (const noise of NOISES) consider({ lengths: Array(coordinates).fill(length), noise });
  for (let at = 0; at < coordinates; at++)
    for (const length of LENGTHS) consider({ ...best.hyper, lengths: best.hyper.lengths.with(at, length) });
  return best.process;
}

interface Judged {
  readonly process: GaussianProcess;
  readonly hyper: Hyper;
  readonly score: number;
}

function judged(points: readonly Point[], values: readonly number[], hyper: Hyper): Judged {
  const process = new GaussianProcess(points, values, hyper);
  const surprise = hyper.lengths.reduce((sum, length) => sum + Math.log(length / 0.5) ** 2, 0) / 2;
  return { process, hyper, score: process.logLikelihood - surprise / 2 - Math.log(hyper.noise / 1e-3) ** 2 / 50 };
}
