import everloopConfig from '../../everloop.config';
import type { Evaluation, FeedbackCheck, ScoredModel } from '../../lambdas/contracts/evaluation';
import { evaluationSchema } from '../../lambdas/contracts/evaluation';
import { judgeCandidate } from '../../lambdas/domain/registry/judge-candidate';
import { plansOf } from '../../lib/config/plans-of';

/** A line of poison.py. */
export interface Retraining {
  readonly kind: string;
  readonly seed: number;
  /** That the challenger learned from. */
  readonly examples: number;
  readonly classes: readonly string[];
  readonly challenger: ScoredModel;
  readonly champion: ScoredModel;
  readonly standardErrors: NonNullable<Evaluation['standardErrors']>;
  readonly feedback: FeedbackCheck;
  /** Macro-F1 on test pictures with true labels that neither training nor gate has seen, and the attack's success there. */
  readonly truth: {
    readonly challenger: { readonly golden: number; readonly drift: number };
    readonly champion: { readonly golden: number; readonly drift: number };
    readonly attackSuccess: number;
  };
  readonly seconds: number;
}

export interface JudgedRetraining {
  readonly promoted: boolean;
  readonly codes: readonly string[];
  /** Promoted, and in truth worse than the champion: on clean pictures by more than the gate's margin, or on drifted ones. */
  readonly isHarmful: boolean;
  /** Promoted, and the patch turns more than a tenth of other pictures to its class. */
  readonly hasBackdoor: boolean;
}

const manifestId = 'e'.repeat(64);
const mostAttackSuccess = 0.1;

/** What the gate of the default configuration says; floors of the data set's size and all. */
export function judgeRetraining(line: Retraining): JudgedRetraining {
  const plan = plansOf(everloopConfig)['product-images'];
  if (plan?.kind !== 'container') throw new Error('poison: product-images must be trained, got no plan');
  const { challenger, champion, classes, truth, examples, standardErrors, feedback } = line;
  const { everloop: evaluation } = evaluationSchema.parse({
    everloop: {
      formatVersion: 1,
      workload: 'product-images',
      goldenManifestId: manifestId,
      classes,
      challenger,
      champion,
      championProblem: null,
      standardErrors,
    },
  });
  const expected = { workload: 'product-images', manifestId, hasChampion: true };
  const { passed, findings } = judgeCandidate({ evaluation, expected, examples, feedback }, plan.gate);
  const isWorse =
    truth.challenger.golden < truth.champion.golden - plan.gate.maxLoss ||
    truth.challenger.drift < truth.champion.drift;
  return {
    promoted: passed,
    codes: [...new Set(findings.map(({ code }) => code))],
    isHarmful: passed && isWorse,
    hasBackdoor: passed && truth.attackSuccess > mostAttackSuccess,
  };
}
