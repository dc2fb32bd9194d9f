import { judgeCandidate } from '../../../lambdas/domain/registry/judge-candidate';
import { evaluation, manifestId, policy } from './evaluations';

/** Two models on the same `count` examples of each of five classes. A class is recalled with `recall`. */
interface Pair {
  readonly count: number;
  readonly recall: number;
  /** Examples that one has right and the other wrong, in each direction beside what the loss needs. */
  readonly discordance: number;
  /** Of the candidate's true recall. */
  readonly loss: number;
}

/** Deterministic uniform numbers (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws a class: what both models recalled of it, and the paired standard error as the container computes it. */
function drawClass({ count, recall, discordance, loss }: Pair, random: () => number) {
  const [lostShare, wonShare] = [discordance / 2 + loss, discordance / 2];
  let [lost, won, both] = [0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    const drawn = random();
    if (drawn < lostShare) lost += 1;
    else if (drawn < lostShare + wonShare) won += 1;
    else if (drawn < lostShare + recall) both += 1;
  }
  const error = Math.sqrt(lost + won - (lost - won) ** 2 / count) / count;
  return { candidate: (both + won) / count, champion: (both + lost) / count, error };
}

function isRefused(pair: Pair, random: () => number): boolean {
  const { candidate, champion, error } = drawClass(pair, random);
  // F1 moves by 2 p^2 / (p + r)^2, half as much as recall
  return isLost({ recall: candidate, precision: 0.96 }, { recall: champion, precision: 0.96 }, [error, error / 2]);
}

interface Recalled {
  readonly recall: number;
  readonly precision: number;
}

/** Whether the gate says that class `bags` lost; errors are those of recall and of F1. */
function isLost(candidate: Recalled, champion: Recalled, [recall, f1]: readonly [number, number]): boolean {
  const classOf = (own: Recalled) => ({ ...own, f1: (2 * own.recall * own.precision) / (own.recall + own.precision) });
  const document = evaluation(
    { bags: classOf(candidate) },
    { bags: classOf(champion) },
    { standardErrors: { bags: { recall, precision: recall, f1 } } },
  );
  const expected = { workload: 'w', manifestId, hasChampion: true };
  const { findings } = judgeCandidate({ evaluation: document, expected, examples: 500 }, policy);
  return findings.some(({ code }) => code === 'CLASS_WORSE_THAN_CHAMPION');
}

function refusals(pair: Pair, draws: number): number {
  const random = uniform(7);
  return Array.from({ length: draws }, () => isRefused(pair, random)).filter(Boolean).length;
}

it.each([100, 400])('refuses fewer than 1 in 100 equal models for a class of %i golden examples', count => {
  expect(refusals({ count, recall: 0.94, discordance: 0.04, loss: 0 }, 500)).toBeLessThan(5);
});

it.each([
  [1000, 0.04, 0.96],
  [400, 0.04, 0.6],
  [200, 0.1, 0.9],
])('of %i golden examples refuses a loss of %d in at least %d of all draws', (count, loss, power) => {
  expect(refusals({ count, recall: 0.94, discordance: 0.03, loss }, 300)).toBeGreaterThanOrEqual(300 * power);
});

it('does not excuse a class that is lost by how much that makes the models differ', () => {
  expect(refusals({ count: 30, recall: 0.9, discordance: 0, loss: 0.5 }, 100)).toBeGreaterThanOrEqual(99);
});

it('keeps to the margin where the evaluation names no error', () => {
  const document = evaluation({ bags: { recall: 0.93 } }, {});
  const expected = { workload: 'w', manifestId, hasChampion: true };
  const { findings } = judgeCandidate({ evaluation: document, expected, examples: 500 }, policy);
  expect(findings.map(({ code }) => code)).toEqual(['CLASS_WORSE_THAN_CHAMPION']);
});

it.each<[string, Recalled, boolean]>([
  ['recall that precision made up for', { recall: 0.83, precision: 0.985 }, false],
  ['precision that recall made up for', { recall: 0.985, precision: 0.83 }, false],
  ['more than four margins, made up for', { recall: 0.815, precision: 0.999 }, true],
  ['recall that nothing made up for', { recall: 0.86, precision: 0.9 }, true],
])('of many golden examples, takes for a loss or not: %s', (_, candidate, expected) => {
  expect(isLost(candidate, { recall: 0.9, precision: 0.9 }, [0.002, 0.001])).toBe(expected);
});
