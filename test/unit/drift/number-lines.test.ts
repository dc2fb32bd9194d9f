import fc from 'fast-check';
import type { NumberLabelRecord } from '../../../lambdas/contracts/number-label-record';
import type { NumberRecord } from '../../../lambdas/contracts/number-record';
import { readNumberLabel, readNumberRecord } from '../../../lambdas/domain/predictions/tables/number-lines';
import { labelTable, recordTable } from '../../../lambdas/domain/predictions/tables/tables';
import { labelOf, shots } from '../../support/monitor-world';
import { measured, predictionsOf } from '../../support/number-world';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0);
const [example] = predictionsOf({ minute: 0, count: 1 }) as [NumberRecord];
const record: fc.Arbitrary<NumberRecord> = fc.record({
  ...(Object.fromEntries(Object.entries(example).map(([name, value]) => [name, fc.constant(value)])) as any),
  inferenceId: fc.string(),
  row: fc.integer({ min: 1 }),
  modelVersion: fc.option(fc.integer()),
  value: fc.option(finite),
  refusal: fc.option(fc.record({ code: fc.string(), message: fc.string() })),
  features: fc.dictionary(
    fc.string().filter(name => name !== '__proto__'),
    finite,
  ),
});
const joinedAt = '2026-11-21T13:00:00.000Z';
const label: fc.Arbitrary<NumberLabelRecord> = fc
  .tuple(record, finite, fc.integer({ min: 1, max: 99 }))
  .map(([row, actual, revision]) => measured(row, { actual, joinedAt, revision }));

it('a line of a number is read as it was written, and by no reader of classes', () => {
  fc.assert(
    fc.property(record, label, (row, truth) => {
      const [line, labelLine] = [JSON.stringify(row), JSON.stringify(truth)];
      expect(readNumberRecord(line)).toEqual(JSON.parse(line));
      expect(readNumberLabel(labelLine)).toEqual(JSON.parse(labelLine));
      expect([recordTable.read(line), labelTable.read(labelLine)]).toEqual([null, null]);
      expect([readNumberRecord(labelLine), readNumberLabel(line)]).toEqual([null, null]);
    }),
  );
});

it('a line of a class is no line of a number', () => {
  for (const shot of shots({ minute: 0, count: 20 })) {
    expect(recordTable.read(JSON.stringify(shot))).toEqual(shot);
    expect(readNumberRecord(JSON.stringify(shot))).toBeNull();
    const truth = labelOf(shot, { joinedAt, actual: '12' });
    expect(labelTable.read(JSON.stringify(truth))).toEqual(truth);
    expect(readNumberLabel(JSON.stringify(truth))).toBeNull();
  }
});

const truth = measured(example, { actual: 250, joinedAt });

it.each([
  ['a value that is text', { ...example, value: '250' }],
  ['a feature that is null', { ...example, features: { rain: null } }],
  ['a row before the first', { ...example, row: 0 }],
  ['no kind', { ...example, kind: undefined }],
  ['no value', { ...example, value: undefined }],
])('a record with %s is none', (_, line) => expect(readNumberRecord(JSON.stringify(line))).toBeNull());

it.each([
  ['an actual value of null, which is what NaN is in JSON', { ...truth, actual: Number.NaN }],
  ['an actual value that is text', { ...truth, actual: '250' }],
  ['a revision before the first', { ...truth, revision: 0 }],
  ['no kind', { ...truth, kind: undefined }],
])('a label with %s is none', (_, line) => expect(readNumberLabel(JSON.stringify(line))).toBeNull());

it('a number that JSON can say and a double cannot is none: 1e999 is no value', () => {
  const line = JSON.stringify(example).replace(/"value":[^,]+/, '"value":1e999');
  expect(line).toContain('1e999');
  expect(readNumberRecord(line)).toBeNull();
  expect(readNumberRecord('{"schemaVersion":1')).toBeNull();
});

it('a label without a revision is the first one', () => {
  const { revision: _, corrects: __, ...old } = truth;
  expect(readNumberLabel(JSON.stringify(old))).toEqual({ ...old, revision: 1, corrects: null });
});
