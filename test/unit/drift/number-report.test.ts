import fc from 'fast-check';
import { numberDriftPolicySchema } from '../../../lambdas/contracts/drift-policy';
import { learnBaseline } from '../../../lambdas/domain/drift/baseline';
import {
  constraintsDocument,
  statisticsDocument,
  violationsDocument,
} from '../../../lambdas/domain/drift/monitor/model-monitor-documents';
import { type MonitoredNumber, type TruthLine, windowRows } from '../../../lambdas/domain/drift/monitor/monitored-rows';
import { reportNumbers } from '../../../lambdas/domain/drift/monitor/number-report';
import { answerColumns, type VersionBaseline } from '../../../lambdas/domain/drift/monitor/version-baseline';
import { numberCase } from '../../../lambdas/domain/drift/monitor/window-case';
import { metricsOfWindow } from '../../../lambdas/domain/drift/monitor/window-metrics';
import { tableOfRows } from '../../../lambdas/domain/drift/table-of-rows';

const policy = numberDriftPolicySchema.parse({ minimumSamples: 20, minimumLabels: 5 });
const plan = { kind: 'numbers', unit: 'cm', policy } as const;
const window = { from: new Date('2026-11-21T12:00:00Z'), to: new Date('2026-11-21T13:00:00Z') };
const subject = { workload: 'river-level', window, plan };
const reference = Array.from({ length: 50 }, (_, row) => ({ rain: row, [answerColumns.prediction]: 10 * row }));
const own: VersionBaseline = {
  version: 3,
  kpis: { rmse: 2 },
  weights: { rain: 1 },
  table: learnBaseline(tableOfRows(reference)),
};

const any = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -0, 1e308, 7));
const row: fc.Arbitrary<MonitoredNumber> = fc.record({
  inferenceId: fc.integer({ min: 0, max: 80 }).map(id => `id${id}`),
  modelVersion: fc.constantFrom(3, 4, null),
  value: fc.option(any),
  features: fc.dictionary(fc.constantFrom('rain', 'warmth'), any),
});
const rows = fc.uniqueArray(row, { selector: ({ inferenceId }) => inferenceId, maxLength: 60 });
const labels: fc.Arbitrary<TruthLine<number>[]> = fc.uniqueArray(
  fc.record({
    inferenceId: fc.integer({ min: 0, max: 90 }).map(id => `id${id}`),
    actual: fc.double({ noNaN: true, noDefaultInfinity: true }),
    revision: fc.integer({ min: 1, max: 3 }),
  }),
  { selector: ({ inferenceId, revision }) => `${inferenceId}/${revision}` },
);
const found = (records: readonly MonitoredNumber[], truths: readonly TruthLine<number>[]) => ({
  ...windowRows(records, truths),
  quarantined: 2,
});

it('the order of lines, and how often they come, changes nothing', () => {
  fc.assert(
    fc.property(rows, labels, fc.nat(), (records, truths, turn) => {
      const mixed = <Line>(lines: readonly Line[]) => {
        const at = lines.length === 0 ? 0 : turn % lines.length;
        return [...lines.slice(at), ...lines.slice(0, at), ...lines.slice(0, 2)].reverse();
      };
      const judge = (...window: Parameters<typeof found>) => numberCase(subject, found(...window));
      const [one, other] = [judge(records, truths), judge(mixed(records), mixed(truths))];
      expect(other.digest).toBe(one.digest);
      const baselines = { own, original: null };
      expect(JSON.stringify(other.report(baselines))).toBe(JSON.stringify(one.report(baselines)));
    }),
  );
});

it('what is said of a window survives JSON and fits CloudWatch, whatever was predicted or measured', () => {
  fc.assert(
    fc.property(rows, labels, fc.boolean(), (records, truths, isKnown) => {
      const report = reportNumbers(subject, found(records, truths), { own: isKnown ? own : null, original: null });
      const documents = [statisticsDocument(report), constraintsDocument(report, plan), violationsDocument(report)];
      for (const one of [report, ...documents]) expect(nonFinite(one)).toEqual([]);
      for (const { value } of metricsOfWindow(report)) expect(Math.abs(value)).toBeLessThanOrEqual(2 ** 360);
    }),
  );
});

/** Numbers that JSON writes as null. */
function nonFinite(value: unknown): unknown[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(nonFinite) : [];
}

it('an answer as large as a double is an error, not a gap in the figures', () => {
  const records = Array.from({ length: 30 }, (_, at): MonitoredNumber => {
    return { inferenceId: `id${at}`, modelVersion: 3, value: at === 0 ? 1e308 : at, features: {} };
  });
  const truths = records.map(({ inferenceId }, at) => ({ inferenceId, actual: at, revision: 1 }));
  const { performance, outcomes } = reportNumbers(subject, found(records, truths), { own, original: null });
  expect(performance).toMatchObject({ labels: 30, outcome: 'breach' });
  expect(performance.scores?.rmse).toBeCloseTo(1e50 / Math.sqrt(30), -40);
  expect(outcomes['rmse']).toBe('breach');
});

it('says of answers only what the version that gave most of them answered', () => {
  const made = (version: number, count: number, error: number) =>
    Array.from({ length: count }, (_, at): MonitoredNumber => {
      return { inferenceId: `v${version}-${at}`, modelVersion: version, value: at + error, features: { rain: at } };
    });
  const records = [...made(3, 30, 0), ...made(4, 20, 1000)];
  const truths = records.map(({ inferenceId }) => {
    return { inferenceId, actual: Number(inferenceId.split('-')[1]), revision: 1 };
  });
  const report = reportNumbers(subject, found(records, truths), { own, original: null });
  expect(report).toMatchObject({ version: 3, predictions: 50, performance: { labels: 30, scores: { rmse: 0 } } });
});
