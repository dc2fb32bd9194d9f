import { type Evaluation, evaluationSchema, type ScoredModel } from '../../../lambdas/contracts/evaluation';
import { type GatePolicy, gatePolicySchema } from '../../../lambdas/contracts/gate-policy';

export const classes = ['bags', 'shoes'];
export const manifestId = 'a'.repeat(64);

export const policy: GatePolicy = gatePolicySchema.parse({
  primary: { metric: 'macroF1', better: 'higher' },
  classMetrics: ['recall', 'precision'],
  floors: [
    { fromExamples: 0, overall: 0.9 },
    { fromExamples: 1000, overall: 0.95, classes: { bags: { recall: 0.94, npv: 0.9 } } },
  ],
  maxLoss: 0.01,
  maxClassLoss: 0.02,
  maxLossByClass: { shoes: 0.05 },
  minDriftGain: 0.1,
  minGoldenPerClass: 30,
});

export interface Figures {
  readonly macroF1?: number | null;
  readonly bags?: object;
  readonly shoes?: object;
  readonly drift?: number | null;
  readonly contentSha256?: string;
  readonly trigger?: { readonly label: string; readonly share: number };
}

const classOf = (more: object = {}) => ({ recall: 0.96, precision: 0.96, npv: 0.99, f1: 0.96, support: 100, ...more });

/** A model as the container scores one; good unless told otherwise. */
export function scored({
  macroF1 = 0.96,
  bags,
  shoes,
  drift,
  trigger,
  contentSha256 = 'b'.repeat(64),
}: Figures): ScoredModel {
  const perClass = { bags: classOf(bags), shoes: classOf(shoes) };
  const golden = {
    count: 200,
    macroF1,
    accuracy: 0.96,
    perClass,
    confusion: [
      [96, 4],
      [4, 96],
    ],
  };
  const onSlice = { recall: drift, precision: drift, f1: drift, support: 20 };
  const ofClasses = { bags: classOf(onSlice), shoes: classOf(onSlice) };
  const slice = drift === undefined ? null : { count: 40, macroF1: drift, perClass: ofClasses };
  return { contentSha256, golden, drift: slice, ...(trigger && { trigger }) } as ScoredModel;
}

export const evaluation = (challenger: Figures, champion?: Figures, more: Partial<Evaluation> = {}): Evaluation => ({
  formatVersion: 1,
  workload: 'w',
  goldenManifestId: manifestId,
  classes,
  challenger: scored(challenger),
  champion: champion ? scored({ contentSha256: 'c'.repeat(64), ...champion }) : null,
  championProblem: null,
  ...more,
});

/** As it is stored and read again; only what JSON can hold survives. */
export const stored = (document: Evaluation): Evaluation =>
  evaluationSchema.parse(JSON.parse(JSON.stringify({ everloop: document }))).everloop;
