import type { WatchedSignal } from '../../../contracts/drift-policy';
import {
  breachMetrics,
  classDimension,
  classMetrics,
  regressionMetrics,
  windowMetrics,
  workloadDimension,
} from '../../../contracts/metrics';
import type { Kpi } from '../../performance/class-scores';
import type { ColumnReport } from './column-report';
import { metricsOfRegression } from './judge-regression';
import type { NumberWindowReport } from './number-report';
import { answerColumns, isFeature } from './version-baseline';
import { type BaselineComparison, columnOf } from './window-findings';
import type { ClassWindowReport, WindowReport } from './window-report';

/** One value of a metric at one moment. */
export interface MetricPoint {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: 'Count' | 'None';
  readonly at: Date;
}

/** What tells one series from another. */
export const seriesOf = ({ name, dimensions }: Pick<MetricPoint, 'name' | 'dimensions'>): string =>
  [
    name,
    ...Object.keys(dimensions)
      .sort()
      .map(dimension => `${dimension}=${dimensions[dimension]}`),
  ].join(' ');

/** What is known of a window, at its end. What is withheld has no point: alarms and charts leave it out. */
export function metricsOfWindow(report: WindowReport): MetricPoint[] {
  const { workload, own, original, quality, performance } = report;
  const at = new Date(report.to);
  const ofWorkload = { [workloadDimension]: workload };
  const shares: readonly Figure[] = [
    [windowMetrics.labelCoverage, performance.coverage],
    [windowMetrics.driftedShare, own?.drift.share ?? null],
    [windowMetrics.driftedShareOfOriginal, (original ?? own)?.drift.share ?? null],
    [windowMetrics.largestShift, largestShift(own?.columns ?? [])],
    ...(report.kind === 'numbers' ? figuresOfNumbers(report) : figuresOfClasses(report)),
    [windowMetrics.missingShare, quality.missingShare],
    [windowMetrics.outOfRangeShare, quality.outOfRangeShare],
    [windowMetrics.duplicateShare, quality.duplicateShare],
    [windowMetrics.refusedShare, quality.refusedShare],
    [windowMetrics.quarantinedShare, quality.quarantinedShare],
  ];
  return [
    ...(report.predictions === 0 ? [] : countsOf(report, at)),
    ...shares.flatMap(([name, value]): MetricPoint[] =>
      value === null ? [] : [{ name, dimensions: ofWorkload, value, unit: 'None', at }],
    ),
    ...(report.kind === 'numbers'
      ? metricsOfRegression(workload, report.performance, at)
      : metricsOfClasses(report, at)),
  ];
}

type Figure = readonly [name: string, value: number | null];

const figuresOfClasses = ({ own, performance, meanConfidence }: ClassWindowReport): Figure[] => [
  [windowMetrics.accuracy, performance.accuracy],
  [windowMetrics.macroF1, performance.macroF1],
  [windowMetrics.mixShift, shiftOf(own, answerColumns.prediction)],
  [windowMetrics.confidenceShift, shiftOf(own, answerColumns.confidence)],
  [windowMetrics.meanConfidence, meanConfidence],
];

const figuresOfNumbers = ({ own, meanPrediction }: NumberWindowReport): Figure[] => [
  [regressionMetrics.predictionShift, shiftOf(own, answerColumns.prediction)],
  [regressionMetrics.meanPrediction, meanPrediction],
];

/** Not of a window that may get its predictions yet: each series is published once. */
const countsOf = ({ workload, found, performance: { labels } }: WindowReport, at: Date): MetricPoint[] =>
  [
    { name: windowMetrics.predictions, value: found },
    { name: windowMetrics.labels, value: labels },
  ].map(point => ({ ...point, dimensions: { [workloadDimension]: workload }, unit: 'Count', at }));

function metricsOfClasses({ workload, performance }: ClassWindowReport, at: Date): MetricPoint[] {
  return Object.entries(performance.classes).flatMap(([label, { recall, precision, npv, f1, truePositives }]) => {
    const dimensions = { [workloadDimension]: workload, [classDimension]: label };
    const kpis: readonly (readonly [string, Kpi])[] = [
      [classMetrics.recall, recall.kpi],
      [classMetrics.precision, precision.kpi],
      [classMetrics.npv, npv],
      [classMetrics.f1, f1],
    ];
    const known = kpis.flatMap(([name, kpi]): MetricPoint[] =>
      kpi.kind === 'known' ? [{ name, dimensions, value: kpi.value, unit: 'None', at }] : [],
    );
    const counted: MetricPoint[] =
      recall.kpi.kind === 'known'
        ? [{ name: classMetrics.truePositives, dimensions, value: truePositives, unit: 'Count', at }]
        : [];
    return [...known, ...counted];
  });
}

/** What is decided over several windows, at the moment of deciding; nothing where that is not known. */
export function metricsOfSignals(
  workload: string,
  signals: Readonly<Record<string, 'alarm' | 'ok' | 'insufficient-data'>>,
  at: Date,
): MetricPoint[] {
  return Object.entries(signals).flatMap(([signal, state]): MetricPoint[] => {
    if (state === 'insufficient-data') return [];
    const [kind = '', label] = signal.split('/');
    const name = breachMetrics[kind as WatchedSignal];
    const dimensions = { [workloadDimension]: workload, ...(label !== undefined && { [classDimension]: label }) };
    return [{ name, dimensions, value: state === 'alarm' ? 1 : 0, unit: 'Count', at }];
  });
}

const shiftOf = (own: BaselineComparison | null, name: string): number | null =>
  (own && columnOf(own, name))?.score ?? null;

function largestShift(columns: readonly ColumnReport[]): number | null {
  const scores = columns.flatMap(column =>
    isFeature(column.name) && column.kind === 'compared' ? [column.score] : [],
  );
  return scores.length === 0 ? null : Math.max(...scores);
}
