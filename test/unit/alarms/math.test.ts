import fc from 'fast-check';
import { evaluateQuery } from '../../../local/alarms/math/evaluate';
import { parseExpression } from '../../../local/alarms/math/parse';
import type { Query, Series } from '../../../local/alarms/model';
import { metric } from './fixtures';

const GRID = [0, 60, 120, 180];
type Points = readonly (number | undefined)[];

/** The expression's points over the four periods of GRID; `m1`, `m2`, … are given as points. */
function evaluate(expression: string, metrics: Record<string, Points> = {}): Points {
  const series = Object.entries(metrics).map(([id, points]) => [id, seriesOf(points)] as const);
  const queries: Query[] = [
    ...series.map(([id]) => ({ kind: 'metric', id, metric: metric(), statistic: 'Sum', returned: false }) as const),
    { kind: 'expression', id: 'e1', expression, returned: true },
  ];
  const result = evaluateQuery('e1', { queries, metrics: new Map(series), grid: GRID });
  return GRID.map(timestamp => result.get(timestamp));
}
function seriesOf(points: Points): Series {
  return new Map(GRID.flatMap((at, index) => (points[index] === undefined ? [] : [[at, points[index]] as const])));
}
const _ = undefined;

describe('operators', () => {
  test.each([
    ['m1 + 2 * 3', [7, 8, 9, 10]],
    ['(m1 + 2) * 3', [9, 12, 15, 18]],
    ['-m1 ^ 2', [-1, -4, -9, -16]],
    ['2 ^ m1 ^ 2', [2, 16, 512, 65536]],
    ['m1 - 1 - 1', [-1, 0, 1, 2]],
    ['12 / m1 / 2', [6, 3, 2, 1.5]],
    ['m1 > 2', [0, 0, 1, 1]],
    ['m1 >= 2 AND m1 < 4', [0, 1, 1, 0]],
    ['m1 == 1 || m1 != 3', [1, 1, 0, 1]],
    ['1e1 * .5 + m1', [6, 7, 8, 9]],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, { m1: [1, 2, 3, 4] })).toEqual(expected);
  });

  test('join two metrics where both have a point', () => {
    expect(evaluate('m1 + m2', { m1: [1, _, 3, 4], m2: [1, 2, _, 4] })).toEqual([2, _, _, 8]);
    expect(evaluate('m1 > m2', { m1: [1, _, 3, 4], m2: [0, 2, _, 4] })).toEqual([1, _, _, 0]);
  });

  test('make a division by zero a missing point', () => {
    expect(evaluate('m1 / m2', { m1: [1, 0, 1, 1], m2: [1, 0, 0, 2] })).toEqual([1, _, _, 0.5]);
  });
});

describe('functions', () => {
  test.each([
    ['ABS(m1)', [1, 2.5, _, 4]],
    ['CEIL(m1)', [-1, 3, _, 4]],
    ['FLOOR(m1)', [-1, 2, _, 4]],
    ['DIFF(m1)', [_, 3.5, _, 1.5]],
    ['RATE(m1)', [_, 3.5 / 60, _, 1.5 / 120]],
    ['FILL(m1, 7)', [-1, 2.5, 7, 4]],
    ['FILL(m1, REPEAT)', [-1, 2.5, 2.5, 4]],
    ['FILL(m1, LINEAR)', [-1, 2.5, 3.25, 4]],
    ['FILL(m1, m2)', [-1, 2.5, 30, 4]],
    ['IF(m1 > 0, m2, 0)', [0, 20, _, 40]],
    ['IF(m1 > 0, 1)', [_, 1, _, 1]],
    ['IF(1, m2, m1)', [10, 20, 30, 40]],
    ['m2 / MAX(m2)', [0.25, 0.5, 0.75, 1]],
    ['m2 - AVG(m2)', [-15, -5, 5, 15]],
    ['SUM([m1, m2])', [9, 22.5, 30, 44]],
    ['AVG([m1, m2])', [4.5, 11.25, 30, 22]],
    ['MIN(METRICS())', [-1, 2.5, 30, 4]],
    ['MAX(METRICS("m2"))', [10, 20, 30, 40]],
    ['SUM(FILL(METRICS(), 1) * 2)', [18, 45, 62, 88]],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, { m1: [-1, 2.5, _, 4], m2: [10, 20, 30, 40] })).toEqual(expected);
  });

  test('fill a metric without any point with a number, never by repeating', () => {
    expect(evaluate('FILL(m1, 0)', { m1: [] })).toEqual([0, 0, 0, 0]);
    expect(evaluate('FILL(m1, REPEAT)', { m1: [_, _, 3, _] })).toEqual([_, _, 3, 3]);
  });
});

describe('mistakes', () => {
  test.each([
    ['m1 +', 'expression at 4: it must go on with a number, an id, a function or "(", got the end'],
    ['m1 m2', 'expression at 3: it must go on with an operator or the end, got m2'],
    ['(m1', 'expression at 3: it must go on with ")", got the end'],
    ['m1 § 2', 'expression at 2: it must go on with a number, an id or an operator'],
    ['m9', 'm9 must be the id of a query, got none; the ids are m1, e1'],
    ['e1 + 1', 'query e1: it must not depend on itself, got e1 -> e1'],
    ['1 + 1', 'query e1: it must yield one time series, got a number'],
    ['METRICS()', 'query e1: it must yield one time series, got an array of 1'],
    ['METRICS() + METRICS()', '+ must have at most one array, got two'],
    ["SEARCH('{A}', 'Sum', 60)", 'a function must be one of METRICS, FILL, SUM'],
    ['ANOMALY_DETECTION_BAND(m1)', 'a function must be one of METRICS, FILL, SUM'],
    ['SUM(m1, m1)', 'SUM must have 1 parameters, got 2'],
    ['FILL(m1)', 'FILL must have 2 parameters, got 1'],
    ['DIFF(1)', 'must have a time series, got a number'],
    ['m1 + "a"', '"a" must stand in METRICS()'],
    [`${'('.repeat(300)}m1${')'.repeat(300)}`, 'less than 100 levels of nesting'],
  ])('%s fails', (expression, message) => {
    expect(() => evaluate(expression, { m1: [1, 2, 3, 4] })).toThrow(message);
  });
});

test('reads any text or refuses it with a definition error', () => {
  const fragment = fc.constantFrom(
    'm1',
    '1.5',
    '+',
    '-',
    '*',
    '/',
    '^',
    '(',
    ')',
    '[',
    ']',
    ',',
    'IF',
    '>=',
    'AND',
    '"',
    '?',
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 12 }), fragments => {
      try {
        parseExpression(fragments.join(' '));
      } catch (error) {
        expect((error as Error).name).toBe('AlarmDefinitionError');
      }
    }),
  );
});

test('computes any arithmetic as JavaScript does', () => {
  const tree = fc.letrec<{ node: string }>(tie => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.integer({ min: 1, max: 9 }).map(String),
      fc
        .tuple(tie('node'), fc.constantFrom('+', '-', '*', '/'), tie('node'))
        .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('+', '-', '*', '/'), fc.integer({ min: 1, max: 9 }))
        .map(parts => parts.join(' ')),
    ),
  })).node;
  fc.assert(
    fc.property(tree, fc.constantFrom('+', '-', '*', '/'), tree, (a, sign, b) => {
      const text = `${a} ${sign} ${b}`;
      const expected = Function(`return ${text}`)() as number;
      const [got] = evaluate(`0 * m1 + ${a} ${sign} ${b}`, { m1: [1] });
      if (Number.isFinite(expected)) expect(got).toBeCloseTo(expected, 6);
      else expect(got).toBeUndefined();
    }),
  );
});
