import {
  type DatasetItem,
  type DatasetManifest,
  type DatasetPolicy,
  datasetItemSchema,
} from '../../contracts/dataset-manifest';
import type { DatasetFault, ExclusionCode } from '../../contracts/dataset-reasons';
import type { DriftWindow } from '../../contracts/drift-window';
import { type ClassBalance, classBalance } from './class-balance';
import { datasetProblems } from './dataset-problems';
import type { Example } from './example';
import { withinFeedbackQuota } from './feedback-quota';
import { inPathOrder, manifestId } from './manifest-id';
import { nearDuplicateFinder } from './near-duplicates';
import { isInWindow, isReserved, splitOf } from './split-of';

export interface DatasetSources {
  readonly workload: string;
  /** In the order of reports and of the model's outputs. */
  readonly classes: readonly string[];
  readonly examples: readonly Example[];
  /** The frozen golden set, complete. */
  readonly golden: readonly Example[];
}

export interface DatasetOptions {
  readonly policy: DatasetPolicy;
  /** Feedback of this time that no model learns from makes up the split `drift`. */
  readonly drift?: DriftWindow | undefined;
}

export interface Exclusion {
  readonly path: string;
  readonly code: ExclusionCode;
}

export interface BuiltDataset {
  readonly manifest: DatasetManifest;
  readonly balance: ClassBalance;
  /** What was left out, and why. */
  readonly excluded: readonly Exclusion[];
  /** Errors first. */
  readonly faults: readonly DatasetFault[];
  /** What validation measured of the training examples, in the order of the manifest. */
  readonly features: readonly MeasuredFeatures[];
}

export interface MeasuredFeatures {
  readonly sha256: string;
  readonly features: Readonly<Record<string, number>>;
}

/** Draws a data set. The same examples give the same manifest, in whatever order they come. */
export function buildManifest(sources: DatasetSources, { policy, drift }: DatasetOptions): BuiltDataset {
  const { workload, classes } = sources;
  const fit = new Sieve(inPathOrder(sources.examples));
  fit.drop('UNUSABLE_KEY', ({ path }) => !datasetItemSchema.shape.path.safeParse(path).success);
  fit.drop('UNKNOWN_CLASS_LABEL', ({ label }) => !classes.includes(label));
  const golden = new Sieve(inPathOrder(sources.golden));
  golden.drop('UNKNOWN_CLASS_LABEL', ({ label }) => !classes.includes(label));
  const goldenHashes = new Set(golden.kept.map(({ sha256 }) => sha256));
  fit.drop('GOLDEN_DUPLICATE', ({ sha256 }) => goldenHashes.has(sha256));
  fit.drop('GOLDEN_NEAR_DUPLICATE', nearDuplicateFinder(golden.kept, policy.nearDuplicateBits));
  const labels = labelsByContent(fit.kept);
  fit.drop('LABEL_CONFLICT', ({ sha256 }) => (labels.get(sha256)?.size ?? 0) > 1);
  fit.drop('REPEATED', isRepeated());
  const slice = drift ? fit.kept.filter(example => isReserved(example, policy) && isInWindow(example, drift)) : [];
  fit.drop('RESERVED_FEEDBACK', example => isReserved(example, policy));
  fit.drop('SLICE_NEAR_DUPLICATE', nearDuplicateFinder(slice, policy.nearDuplicateBits));
  const drawn = fit.kept.map(example => ({ example, split: splitOf(example, policy) }));
  const training = drawn.flatMap(({ example, split }) => (split === 'train' ? [example] : []));
  const allowed = withinFeedbackQuota(training, policy.maxFeedbackShare);
  const kept = drawn.filter(({ example, split }) => split !== 'train' || allowed.has(example));
  const overQuota = training.filter(example => !allowed.has(example));
  const items = inPathOrder([
    ...kept.map(({ example, split }) => itemOf(example, split)),
    ...slice.map(example => itemOf(example, 'drift')),
    ...golden.kept.map(example => itemOf(example, 'golden')),
  ]);
  const content = { workload, classes: [...classes], items };
  const manifest: DatasetManifest = { schemaVersion: 1, id: manifestId(content), ...content };
  const balance = classBalance(manifest);
  const compared = new Set(slice.map(({ path }) => path));
  const excluded = [
    ...fit.excluded.filter(({ path }) => !compared.has(path)),
    ...overQuota.map(({ path }): Exclusion => ({ path, code: 'OVER_FEEDBACK_QUOTA' })),
  ];
  return { manifest, balance, excluded, faults: datasetProblems(balance), features: featuresOf(kept) };
}

function featuresOf(drawn: readonly { example: Example; split: DatasetItem['split'] }[]): MeasuredFeatures[] {
  const training = drawn.flatMap(({ example, split }) => (split === 'train' ? [example] : []));
  return inPathOrder(training).map(({ sha256, features }) => ({ sha256, features }));
}

/** Examples that pass, and those that don't with the first reason found. */
class Sieve {
  readonly excluded: Exclusion[] = [];

  constructor(public kept: readonly Example[]) {}

  drop(code: ExclusionCode, isUnfit: (example: Example) => boolean): void {
    const unfit = new Set(this.kept.filter(isUnfit));
    this.excluded.push(...[...unfit].map(({ path }) => ({ path, code })));
    this.kept = this.kept.filter(example => !unfit.has(example));
  }
}

function labelsByContent(examples: readonly Example[]): ReadonlyMap<string, ReadonlySet<string>> {
  const labels = new Map<string, Set<string>>();
  for (const { sha256, label } of examples) labels.set(sha256, (labels.get(sha256) ?? new Set()).add(label));
  return labels;
}

/** Whether the same bytes came before; of copies the one with the first key stays. */
function isRepeated(): (example: Example) => boolean {
  const seen = new Set<string>();
  return ({ sha256 }) => {
    const known = seen.has(sha256);
    seen.add(sha256);
    return known;
  };
}

const itemOf = ({ path, sizeBytes, sha256, label, source }: Example, split: DatasetItem['split']): DatasetItem => ({
  path,
  sizeBytes,
  sha256,
  label,
  split,
  source,
});
