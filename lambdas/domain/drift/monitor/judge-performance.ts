import type { DriftPolicy } from '../../../contracts/drift-policy';
import { type ClassScore, type Kpi, type KpiName, kpiOf, scoreClasses } from '../../performance/class-scores';
import { type Confusion, countConfusion } from '../../performance/confusion';
import type { WindowOutcome } from '../rules/m-of-n';
import type { MonitoredRow } from './monitored-rows';
import type { GoldenKpis } from './version-baseline';

/** A KPI of a class, and the floor that it must not fall below; null while nothing tells one. */
export interface JudgedKpi {
  readonly kpi: Kpi;
  readonly floor: number | null;
  readonly outcome: WindowOutcome;
}

export interface ClassPerformance
  extends Pick<ClassScore, 'truePositives' | 'falsePositives' | 'falseNegatives' | 'trueNegatives' | 'support'> {
  readonly recall: JudgedKpi;
  readonly precision: JudgedKpi;
  readonly npv: Kpi;
  readonly f1: Kpi;
  readonly enoughTruePositives: WindowOutcome;
}

export interface Performance {
  /** Labelled predictions. */
  readonly labels: number;
  /** Of the predictions, 0 to 1; null without any. */
  readonly coverage: number | null;
  readonly accuracy: number | null;
  readonly macroF1: number | null;
  readonly confusion: Confusion;
  readonly classes: Readonly<Record<string, ClassPerformance>>;
}

interface Judging {
  readonly classes: readonly string[];
  readonly policy: DriftPolicy;
  /** Of the version; empty when they are not known. */
  readonly golden: GoldenKpis;
}

/** @param answering rows of the version that is judged @param actual what is true of some of them, by inference id */
export function judgePerformance(
  answering: readonly MonitoredRow[],
  actual: ReadonlyMap<string, string>,
  judging: Judging,
): Performance {
  const labelled = answering.flatMap(({ inferenceId, label }) => {
    const truth = actual.get(inferenceId);
    return truth === undefined ? [] : [{ actual: truth, predicted: label }];
  });
  const confusion = countConfusion(labelled, judging.classes);
  const scores = scoreClasses(confusion);
  const enough = labelled.length >= judging.policy.minimumLabels;
  return {
    labels: labelled.length,
    coverage: answering.length === 0 ? null : labelled.length / answering.length,
    accuracy: enough ? scores.accuracy : null,
    macroF1: enough ? scores.macroF1 : null,
    confusion,
    classes: Object.fromEntries([...scores.classes].map(([name, score]) => [name, judgeClass(name, score, judging)])),
  };
}

function judgeClass(name: string, score: ClassScore, { policy, golden }: Judging): ClassPerformance {
  const { truePositives, falsePositives, falseNegatives, trueNegatives, support } = score;
  const few = { minimumSamples: policy.minimumLabels };
  const judged = (kpi: 'recall' | 'precision', floors: Readonly<Record<string, number>>): JudgedKpi =>
    judgeKpi(kpiOf(score, kpi, few), floors[name] ?? fallFrom(golden[`${name}/${kpi}`], samplesOf(score, kpi), policy));
  const least = policy.minTruePositives[name];
  const isJudged = least !== undefined && support >= policy.minimumLabels;
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    support,
    recall: judged('recall', policy.minRecall),
    precision: judged('precision', policy.minPrecision),
    npv: kpiOf(score, 'npv', few),
    f1: kpiOf(score, 'f1', few),
    enoughTruePositives: !isJudged ? 'insufficient-data' : truePositives < least ? 'breach' : 'ok',
  };
}

function judgeKpi(kpi: Kpi, floor: number | null): JudgedKpi {
  const outcome = kpi.kind !== 'known' || floor === null ? 'insufficient-data' : kpi.value < floor ? 'breach' : 'ok';
  return { kpi, floor, outcome };
}

const samplesOf = ({ support, truePositives, falsePositives }: ClassScore, kpi: KpiName): number =>
  kpi === 'precision' ? truePositives + falsePositives : support;

/**
 * Where a loss can't be chance any more: `maxLoss` below the golden figure p, or three standard deviations of a share of n
 * examples, sqrt(p (1 - p) / n), whichever is further. Thirty labels swing by more than a retraining is worth.
 */
function fallFrom(golden: number | undefined, samples: number, { maxLoss }: DriftPolicy): number | null {
  if (golden === undefined || samples === 0) return null;
  return Math.max(0, golden - Math.max(maxLoss, 3 * Math.sqrt((golden * (1 - golden)) / samples)));
}
