import fc from 'fast-check';
import { type DriftPolicy, driftPolicySchema } from '../../../lambdas/contracts/drift-policy';
import { learnBaseline } from '../../../lambdas/domain/drift/baseline';
import { dataQuality } from '../../../lambdas/domain/drift/monitor/data-quality';
import { judgePerformance } from '../../../lambdas/domain/drift/monitor/judge-performance';
import {
  constraintsDocument,
  statisticsDocument,
  violationsDocument,
} from '../../../lambdas/domain/drift/monitor/model-monitor-documents';
import { type MonitoredRow, type TruthLine, windowRows } from '../../../lambdas/domain/drift/monitor/monitored-rows';
import { reportWindow } from '../../../lambdas/domain/drift/monitor/window-report';
import { judgeSignals, type WindowSummary } from '../../../lambdas/domain/drift/monitor/window-summary';
import {
  dueWindows,
  holds,
  hoursOf,
  monitoringKey,
  monitoringPrefixes,
  windowsBefore,
  windowsHolding,
} from '../../../lambdas/domain/drift/monitor/windows';
import { tableOfRows } from '../../../lambdas/domain/drift/table-of-rows';
import { mergeConfusions } from '../../../lambdas/domain/performance/confusion';

const classes = ['bags', 'footwear'];
const policy = driftPolicySchema.parse({ minimumSamples: 20, minimumLabels: 5 });
const plan = { kind: 'classes', classes, policy } as const;
const window = { from: new Date('2026-11-21T12:00:00Z'), to: new Date('2026-11-21T13:00:00Z') };

const rowArbitrary: fc.Arbitrary<MonitoredRow> = fc.record({
  inferenceId: fc.integer({ min: 0, max: 80 }).map(id => `id${id}`),
  modelVersion: fc.constantFrom(3, 4, null),
  label: fc.constantFrom('bags', 'footwear', null),
  score: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  forReview: fc.boolean(),
  features: fc.dictionary(
    fc.constantFrom('brightness', 'contrast'),
    fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, 7)),
  ),
});
/** An id has one content: lines are written once. */
const rowsArbitrary = fc.uniqueArray(rowArbitrary, { selector: ({ inferenceId }) => inferenceId, maxLength: 60 });
const labelsArbitrary = fc.uniqueArray(
  fc.record({
    inferenceId: fc.integer({ min: 0, max: 90 }).map(id => `id${id}`),
    actual: fc.constantFrom(...classes, 'hats'),
    revision: fc.integer({ min: 1, max: 3 }),
  }),
  { selector: ({ inferenceId, revision }) => `${inferenceId}/${revision}` },
);
const reference = Array.from({ length: 50 }, (_, row) => ({ brightness: row, contrast: row % 7 }));
const own = { version: 3, kpis: { 'bags/recall': 0.9 }, table: learnBaseline(tableOfRows(reference)) };

const found = (rows: readonly MonitoredRow[], labels: readonly TruthLine<string>[]) => ({
  ...windowRows(rows, labels),
  quarantined: 2,
});
const judge = (rows: readonly MonitoredRow[], labels: readonly TruthLine<string>[]) =>
  JSON.stringify(reportWindow({ workload: 'shoes', window, plan }, found(rows, labels), { own, original: null }));

it('the order of lines, and how often they come, changes nothing', () => {
  fc.assert(
    fc.property(rowsArbitrary, labelsArbitrary, fc.integer(), (rows, labels, turn) => {
      const turned = <T>(lines: readonly T[]) => {
        const by = lines.length === 0 ? 0 : Math.abs(turn) % lines.length;
        return [...lines.slice(by), ...lines.slice(0, by)].reverse();
      };
      const again = <T>(lines: readonly T[]) => [...turned(lines), ...lines.slice(0, 5)];
      expect(judge(again(rows), again(labels))).toBe(judge(rows, labels));
    }),
  );
});

it('the predictions of two windows are those of the window of both: none is lost, none counts twice', () => {
  fc.assert(
    fc.property(rowsArbitrary, labelsArbitrary, fc.nat(60), (rows, labels, cut) => {
      const count = (part: readonly MonitoredRow[]) => {
        const { rows: own, actual } = windowRows(part, labels);
        return judgePerformance(own, actual, { classes: [...classes, 'hats'], policy, golden: {} }).confusion;
      };
      const parts = mergeConfusions(count(rows.slice(0, cut)), count(rows.slice(cut)));
      expect(parts).toEqual(count(rows));
    }),
  );
});

it('what a report says is JSON: no infinity, no NaN', () => {
  fc.assert(
    fc.property(rowsArbitrary, labelsArbitrary, (rows, labels) => {
      const report = reportWindow({ workload: 'shoes', window, plan }, found(rows, labels), {
        own,
        original: null,
      });
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }),
  );
});

const lengthsArbitrary = fc
  .record({ step: fc.integer({ min: 1, max: 90 }), times: fc.integer({ min: 1, max: 4 }), grace: fc.nat(120) })
  .map(
    ({ step, times, grace }): Pick<DriftPolicy, 'windowSeconds' | 'stepSeconds' | 'graceSeconds'> => ({
      stepSeconds: step * 10,
      windowSeconds: step * 10 * times,
      graceSeconds: grace,
    }),
  );

it('looks that follow each other miss no window, and judge those that hold a moment', () => {
  fc.assert(
    fc.property(lengthsArbitrary, fc.nat(1e6), (lengths, seconds) => {
      const rate = Math.ceil(Math.max(lengths.stepSeconds, 60) / 60) * 60;
      const ends = new Set<number>();
      const first = Date.UTC(2026, 10, 21) + seconds * 1000;
      for (let look = 0; look < 8; look++) {
        for (const { to } of dueWindows(new Date(first + look * rate * 1000), lengths)) ends.add(to.getTime());
      }
      const sorted = [...ends].sort();
      const steps = sorted.slice(1).map((end, index) => end - sorted[index]!);
      expect(new Set(steps)).toEqual(new Set([lengths.stepSeconds * 1000]));
      const moment = new Date(first);
      const holding = windowsHolding(moment, lengths);
      expect(holding).toHaveLength(lengths.windowSeconds / lengths.stepSeconds);
      expect(holding.every(one => holds(one, moment.toISOString()))).toBe(true);
    }),
  );
});

it('a window that ends on the hour does not touch the next one', () => {
  expect(hoursOf(window)).toEqual([window.from]);
  expect(hoursOf({ from: window.from, to: new Date(window.to.getTime() + 1) })).toHaveLength(2);
});

const summary = (
  hour: number,
  version: number | null,
  outcome: 'breach' | 'ok' | 'insufficient-data',
): WindowSummary => ({
  to: `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`,
  version,
  predictions: 10,
  labels: 0,
  outcomes: { 'recall/bags': outcome },
});

it.each([
  ['two of three', [summary(1, 3, 'breach'), summary(2, 3, 'ok'), summary(3, 3, 'breach')], 'alarm'],
  [
    'windows without labels between them',
    [summary(1, 3, 'breach'), summary(2, 3, 'insufficient-data'), summary(3, 3, 'breach')],
    'alarm',
  ],
  [
    'windows in any order',
    [summary(3, 3, 'ok'), summary(1, 3, 'breach'), summary(2, 3, 'ok'), summary(4, 3, 'ok')],
    'ok',
  ],
  [
    'a predecessor that did worse',
    [summary(1, 3, 'breach'), summary(2, 3, 'breach'), summary(3, 4, 'ok'), summary(4, 4, 'ok')],
    'ok',
  ],
  [
    'a new version of which little is known',
    [summary(1, 3, 'breach'), summary(2, 3, 'breach'), summary(3, 4, 'ok')],
    'insufficient-data',
  ],
] as const)('m of n: %s', (_, summaries, expected) => {
  expect(judgeSignals(summaries, policy)['recall/bags']).toBe(expected);
});

it.each([
  ['a class that keeps what it had on the golden set', 0.9, 100, 'ok'],
  ['a loss that many labels prove', 0.8, 1000, 'breach'],
  ['the same loss on few of them', 0.8, 40, 'ok'],
  ['a proven loss that is too small to matter', 0.87, 10_000, 'ok'],
])('recall: %s', (_, recall, count, outcome) => {
  const rows = Array.from(
    { length: count },
    (_, row): MonitoredRow => ({
      inferenceId: `${row}`,
      modelVersion: 3,
      label: row < recall * count ? 'bags' : 'footwear',
      score: 1,
      forReview: false,
      features: {},
    }),
  );
  const actual = new Map(rows.map(({ inferenceId }) => [inferenceId, 'bags']));
  const judged = judgePerformance(rows, actual, { classes, policy, golden: { 'bags/recall': 0.9 } });
  expect(judged.classes['bags']?.recall.outcome).toBe(outcome);
});

it('has no share of nothing', () => {
  const nothing = { rows: [], found: 0, quarantined: 0 };
  const shares = { missingShare: null, outOfRangeShare: null, duplicateShare: null, quarantinedShare: null };
  expect(dataQuality(nothing, own.table)).toMatchObject(shares);
  expect(dataQuality(nothing, null)).toMatchObject({ refusedShare: null, outOfRange: [] });
});

it('the share in quarantine is of all that came: of a sampled window, too, and 1 where nothing got through', () => {
  const { quarantinedShare } = dataQuality({ rows: [], found: 60, quarantined: 20 }, null);
  expect(quarantinedShare).toBe(0.25);
  expect(dataQuality({ rows: [], found: 0, quarantined: 3 }, null).quarantinedShare).toBe(1);
});

it('files of windows lie below one of few prefixes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(10, 60, 600, 3600, 7200, 86_400),
      fc.integer({ min: 0, max: 100_000 }),
      (step, steps) => {
        const to = new Date(Date.parse('2026-11-21T00:00:00Z') + steps * step * 1000);
        const lengths = { windowSeconds: step, stepSeconds: step, graceSeconds: 0 };
        const windows = windowsBefore({ from: new Date(to.getTime() - step * 1000), to }, lengths, 72);
        const prefixes = monitoringPrefixes('shoes', windows, lengths);
        const outside = windows.filter(one => {
          const key = monitoringKey('shoes', one, 'summary.json');
          return prefixes.filter(prefix => key.startsWith(prefix)).length !== 1;
        });
        expect({ outside, few: prefixes.length <= 73 }).toEqual({ outside: [], few: true });
      },
    ),
  );
});

/** JSON has no infinity and no NaN: it would say null where there was a number. */
it('everything that is said of a window survives JSON, whatever its columns hold', () => {
  const mix = learnBaseline(new Map([['(prediction)', { kind: 'category', values: ['bags', 'bags'] }]]));
  const empty = learnBaseline(tableOfRows([{ brightness: 1 }, { brightness: 1 }]));
  const plans = { ...plan, policy: { ...policy, minimumSamples: 1, minimumLabels: 1 } };
  fc.assert(
    fc.property(rowsArbitrary, labelsArbitrary, (rows, labels) => {
      for (const table of [own.table, empty]) {
        const version = { ...own, table: new Map([...table, ...mix]) };
        const subject = { workload: 'shoes', window, plan: plans };
        const report = reportWindow(subject, found(rows, labels), { own: version, original: null });
        const said = [
          report,
          statisticsDocument(report),
          constraintsDocument(report, plans),
          violationsDocument(report),
        ];
        expect(JSON.parse(JSON.stringify(said))).toEqual(said);
      }
    }),
  );
});
