import { matches } from '../../../local/sagemaker/search/matches';
import type { Filter, SearchExpression } from '../../../local/sagemaker/search/search-expression';

const job = {
  TrainingJobName: 'photos-1',
  TrainingJobStatus: 'Completed',
  CreationTime: Date.UTC(2026, 2, 1, 12) / 1000,
  TrainingTimeInSeconds: 40,
  EnableNetworkIsolation: true,
  HyperParameters: { rate: '0.50', kind: 'mlp', 'model.depth': '6' },
  FinalMetricDataList: [{ MetricName: 'validation:f1', Value: 0.97 }],
  InputDataConfig: [
    { ChannelName: 'train', DataSource: { S3DataSource: { S3Uri: 's3://b/a' } } },
    { ChannelName: 'validation', DataSource: { S3DataSource: { S3Uri: 's3://b/z' } } },
  ],
  Tags: [{ Key: 'team', Value: 'photos' }],
};

const filter = (text: string): Filter => {
  const [Name = '', Operator, Value] = text.split(' ');
  return { Name, ...(Operator && { Operator: Operator as 'In' }), ...(Value && { Value }) };
};
const fits = (text: string) => matches(job, { Filters: [filter(text)] });

test.each([
  'TrainingJobName Equals photos-1',
  'TrainingJobName NotEquals photos-2',
  'TrainingJobName Contains otos',
  'TrainingJobStatus In Failed,Completed',
  'EnableNetworkIsolation Equals true',
  'TrainingTimeInSeconds GreaterThan 39',
  'TrainingTimeInSeconds GreaterThanOrEqualTo 40',
  'TrainingTimeInSeconds LessThanOrEqualTo 40',
  'Metrics.validation:f1 LessThan 0.98',
  'HyperParameters.rate LessThan 0.6',
  'HyperParameters.rate Equals 0.5',
  'HyperParameters.model.depth GreaterThan 5',
  'Tags.team Equals photos',
  'Tags.team Exists',
  'FailureReason NotExists',
  'InputDataConfig Exists',
  'InputDataConfig.ChannelName Equals validation',
  'CreationTime GreaterThan 2026-03-01T11:59:59',
  'CreationTime LessThan 2026-03-01T13:30:00+01:00',
  'TrainingJobName',
])('finds %s', text => expect(fits(text)).toBe(true));

test.each([
  'TrainingJobName Equals photos',
  'TrainingJobName Equals PHOTOS-1',
  'TrainingJobName NotEquals photos-1',
  'TrainingJobStatus In Failed,Stopped',
  'TrainingTimeInSeconds GreaterThan 40',
  'TrainingTimeInSeconds LessThan 40',
  'Metrics.validation:f1 GreaterThan 0.98',
  'Metrics.other GreaterThan 0',
  'HyperParameters.kind GreaterThan 1',
  'Tags.team Equals others',
  'Tags.cost Exists',
  'FailureReason Exists',
  'FailureReason Contains x',
  'CreationTime LessThan 2026-03-01T12:00:00',
])('does not find %s', text => expect(fits(text)).toBe(false));

test('a filter with a value and no operator asks for equality', () => {
  expect(matches(job, { Filters: [{ Name: 'TrainingJobName', Value: 'photos-1' }] })).toBe(true);
  expect(matches(job, { Filters: [{ Name: 'TrainingJobName', Value: 'photos-2' }] })).toBe(false);
});

const no = filter('TrainingJobName Equals other');
const yes = filter('TrainingJobName Equals photos-1');

test.each<[boolean, SearchExpression]>([
  [true, {}],
  [false, { Filters: [yes, no] }],
  [true, { Filters: [yes, no], Operator: 'Or' }],
  [false, { Filters: [yes], SubExpressions: [{ Filters: [no] }] }],
  [true, { Filters: [no], SubExpressions: [{ Filters: [yes] }], Operator: 'Or' }],
  [true, { Filters: [yes], SubExpressions: [{ Filters: [no, yes], Operator: 'Or' }] }],
])('%s is the answer to %j', (expected, expression) => expect(matches(job, expression)).toBe(expected));

test('nested filters hold for one element together', () => {
  const nested = (channel: string, uri: string): SearchExpression => ({
    NestedFilters: [
      {
        NestedPropertyName: 'InputDataConfig',
        Filters: [
          { Name: 'InputDataConfig.ChannelName', Operator: 'Equals', Value: channel },
          { Name: 'InputDataConfig.DataSource.S3DataSource.S3Uri', Operator: 'Equals', Value: uri },
        ],
      },
    ],
  });
  expect(matches(job, nested('train', 's3://b/a'))).toBe(true);
  expect(matches(job, nested('train', 's3://b/z'))).toBe(false);
});

test('refuses to order text, and an operator without its value', () => {
  expect(() => fits('TrainingJobName GreaterThan a')).toThrow(/GreaterThan is not supported for text properties/);
  expect(() => fits('TrainingJobName Contains')).toThrow(/operator Contains must have a Value, got none/);
});
