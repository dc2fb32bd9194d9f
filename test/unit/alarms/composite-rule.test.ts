import { childrenOf, parseRule, ruleHolds } from '../../../local/alarms/composite-rule';
import type { AlarmState } from '../../../local/alarms/model';

const STATES: Readonly<Record<string, AlarmState>> = {
  a: 'ALARM',
  o: 'OK',
  i: 'INSUFFICIENT_DATA',
  'with space': 'ALARM',
};
const holds = (rule: string) => ruleHolds(parseRule(rule), name => STATES[name]);

test.each([
  ['ALARM(a)', true],
  ['ALARM("a")', true],
  ['ALARM("with space")', true],
  ['ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:a)', true],
  ['ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:with space")', true],
  ['ALARM(o)', false],
  ['OK(o) AND INSUFFICIENT_DATA(i)', true],
  ['NOT ALARM(a)', false],
  ['NOT (ALARM(o) OR ALARM(i))', true],
  ['ALARM(a) OR ALARM(o) AND ALARM(i)', true],
  ['(ALARM(a) OR ALARM(o)) AND ALARM(i)', false],
  ['TRUE AND NOT FALSE', true],
  ['ALARM(unknown) OR OK(unknown) OR INSUFFICIENT_DATA(unknown)', false],
  ['AT_LEAST(2, ALARM, (a, o, "with space"))', true],
  ['AT_LEAST(50%, NOT ALARM, (a, o))', true],
  ['AT_LEAST(51%, ALARM, (a, o))', false],
])('%s is %s', (rule, expected) => {
  expect(holds(rule)).toBe(expected);
});

test.each([
  ['', 'got the end'],
  ['ALARM(a', 'it must go on with ), got the end'],
  ['ALARM(a) ALARM(o)', 'it must go on with AND, OR or the end, got ALARM'],
  ['ALARMED(a)', 'got ALARMED'],
  ['ALARM("a)', 'a quote must be closed'],
  ['ALARM()', 'the name or ARN of an alarm, got )'],
  [`${'NOT '.repeat(200)}ALARM(a)`, 'less than 100 levels'],
])('fails on %s', (rule, message) => {
  expect(() => parseRule(rule)).toThrow(message);
});

test('names each child once', () => {
  expect(childrenOf(parseRule('ALARM(a) AND NOT (OK(o) OR ALARM(a)) AND TRUE'))).toEqual(['a', 'o']);
});
