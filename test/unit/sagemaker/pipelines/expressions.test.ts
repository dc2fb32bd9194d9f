import * as fc from 'fast-check';
import { type Condition, holds } from '../../../../local/sagemaker/pipelines/expressions/condition';
import { evaluate, type Facts } from '../../../../local/sagemaker/pipelines/expressions/evaluate';
import { StepFailed } from '../../../../local/sagemaker/pipelines/steps/step-failed';

const prepared = {
  ProcessingOutputConfig: { Outputs: [{ OutputName: 'x' }, { OutputName: 'out', S3Output: { S3Uri: 's3://b/out' } }] },
  SecondaryStatusTransitions: [{ Status: 'Starting' }],
  OutputParameters: { score: 1.5 },
};

const facts: Facts = {
  parameter: name => ({ Count: 3, Name: 'photos', Off: false })[name],
  execution: fact => ({ PipelineName: 'P' })[fact],
  step: name => {
    if (name === 'Prepare') return prepared;
    throw new StepFailed(`no ${name}`);
  },
  propertyFile: (step, file) => `s3://b/${step}/${file}.json`,
  json: async uri => ({ uri, figures: { 'per class': [{ recall: 0.9 }] } }),
};

const report = { Get: 'Steps.Prepare.PropertyFiles.Report' };

test.each<[string, unknown, unknown]>([
  ['a parameter with its type', { Get: 'Parameters.Count' }, 3],
  ['a parameter that is false', { Get: 'Parameters.Off' }, false],
  ['a fact of the execution', { Get: 'Execution.PipelineName' }, 'P'],
  ['an output by name', { Get: "Steps.Prepare.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri" }, 's3://b/out'],
  ['an entry by number', { Get: 'Steps.Prepare.SecondaryStatusTransitions[0].Status' }, 'Starting'],
  ['an answer by name', { Get: "Steps.Prepare.OutputParameters['score']" }, 1.5],
  ['texts that are joined', { 'Std:Join': { On: '/', Values: ['a', { Get: 'Parameters.Count' }, true] } }, 'a/3/true'],
  [
    'a value of a property file',
    { 'Std:JsonGet': { PropertyFile: report, Path: "figures['per class'][0].recall" } },
    0.9,
  ],
  [
    'a value of any object',
    { 'Std:JsonGet': { S3Uri: { 'Std:Join': { On: '', Values: ['s3://', 'x'] } }, Path: 'uri' } },
    's3://x',
  ],
  [
    'what has expressions inside',
    { a: [{ b: { Get: 'Parameters.Name' } }, null, 1] },
    { a: [{ b: 'photos' }, null, 1] },
  ],
])('evaluates %s', async (_, expression, expected) => {
  expect(await evaluate(expression, facts)).toEqual(expected);
});

test.each([
  ['a parameter that is not there', { Get: 'Parameters.Missing' }, 'Get Parameters.Missing leads to nothing'],
  ['a member that the answer lacks', { Get: 'Steps.Prepare.ExitMessage' }, 'Get Steps.Prepare.ExitMessage leads to'],
  ['a member of every object', { Get: 'Steps.Prepare.constructor' }, 'leads to nothing'],
  ['a step that did not run', { Get: 'Steps.Other.X' }, 'no Other'],
  [
    'a path into nothing',
    { 'Std:JsonGet': { PropertyFile: report, Path: 'figures.f1' } },
    's3://b/Prepare/Report.json must have a value at figures.f1, got none',
  ],
])('fails for %s', async (_, expression, reason) => {
  await expect(evaluate(expression, facts)).rejects.toThrow(reason);
});

test('leaves anything without expressions as it is', async () => {
  const plain = fc
    .jsonValue()
    .filter(value => !/"(Get|Std:)/.test(JSON.stringify(value)) && !/__proto__/.test(JSON.stringify(value)));
  await fc.assert(fc.asyncProperty(plain, async value => expect(await evaluate(value, facts)).toEqual(value)));
});

const compare = (Type: string, LeftValue: unknown, RightValue: unknown) =>
  ({ Type, LeftValue, RightValue }) as unknown as Condition;

test.each<[Condition, boolean]>([
  [compare('Equals', 'a', 'a'), true],
  [compare('Equals', 1, '1'), false],
  [compare('GreaterThan', 2, 1), true],
  [compare('GreaterThan', 1, 1), false],
  [compare('GreaterThanOrEqualTo', 1, 1), true],
  [compare('LessThan', 1, 2), true],
  [compare('LessThan', 2, 2), false],
  [compare('LessThanOrEqualTo', 3, 2), false],
  [{ Type: 'In', QueryValue: 'b', Values: ['a', 'b'] }, true],
  [{ Type: 'In', QueryValue: 2, Values: ['2'] }, false],
  [{ Type: 'Not', Expression: compare('Equals', 1, 1) }, false],
  [{ Type: 'Or', Conditions: [compare('Equals', 1, 2), compare('Equals', 2, 2)] }, true],
])('%j holds: %s', (condition, expected) => expect(holds(condition)).toBe(expected));

test('fails for an order between what has none', () => {
  expect(() => holds(compare('LessThan', '0.9', 1))).toThrow('LessThan must compare numbers, got "0.9" and 1');
});
