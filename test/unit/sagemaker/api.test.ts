import { SageMakerApi } from '../../../local/sagemaker/api/sagemaker-api';
import { SageMakerError } from '../../../local/sagemaker/errors';
import { wholeTextPattern } from '../../../local/service/api/json-schema';
import { reduceModel } from '../../../local/service/api/load-model';

const BOTOCORE = {
  metadata: { protocol: 'json' },
  operations: {
    CreateJob: { input: { shape: 'CreateJobRequest' }, output: { shape: 'Job' }, documentation: '<p>…</p>' },
    Ping: {},
  },
  shapes: {
    CreateJobRequest: {
      type: 'structure',
      required: ['JobName', 'Mode'],
      documentation: '<p>…</p>',
      members: {
        JobName: { shape: 'Name', documentation: '<p>…</p>' },
        Mode: { shape: 'Mode' },
        Count: { shape: 'Count' },
        Share: { shape: 'Share' },
        Spot: { shape: 'Flag' },
        Tags: { shape: 'Tags' },
        Parameters: { shape: 'Parameters' },
        Source: { shape: 'Source' },
        documentation: { shape: 'Name' },
      },
    },
    Job: { type: 'structure', members: { JobName: { shape: 'Name' }, Since: { shape: 'Time' } } },
    Name: { type: 'string', min: 1, max: 5, pattern: '[a-z]+' },
    Mode: { type: 'string', enum: ['Pipe', 'File'] },
    Count: { type: 'integer', min: 1, max: 10 },
    Share: { type: 'float' },
    Flag: { type: 'boolean' },
    Time: { type: 'timestamp' },
    Letters: { type: 'string', pattern: '([\\p{L}\\p{N}]*)' },
    Tag: { type: 'structure', required: ['Key'], members: { Key: { shape: 'Letters' }, Value: { shape: 'Letters' } } },
    Tags: { type: 'list', member: { shape: 'Tag' }, max: 2 },
    Parameters: { type: 'map', key: { shape: 'Name' }, value: { shape: 'Letters' } },
    Source: { type: 'structure', union: true, members: { A: { shape: 'Name' }, B: { shape: 'Name' } } },
  },
};

const api = new SageMakerApi(reduceModel(JSON.stringify(BOTOCORE)));
const GOOD = { JobName: 'abc', Mode: 'File' };

function refusal(request: object): string {
  try {
    api.checkRequest('CreateJob', request);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(SageMakerError);
    expect((error as SageMakerError).code).toBe('ValidationException');
    return (error as Error).message;
  }
}

const one = (text: string) => `1 validation error detected: ${text}`;
const failed = (value: string, member: string, rule: string) =>
  one(`Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`);

test.each([
  ['the pattern', { JobName: 'A' }, failed('A', 'jobName', 'Member must satisfy regular expression pattern: [a-z]+')],
  ['the length', { JobName: 'abcdef' }, failed('abcdef', 'jobName', 'Member must have length less than or equal to 5')],
  [
    'the values of an enum',
    { Mode: 'Fast' },
    failed('Fast', 'mode', 'Member must satisfy enum value set: [Pipe, File]'),
  ],
  ['the range', { Count: 11 }, failed('11', 'count', 'Member must have value less than or equal to 10')],
  ['the type', { Count: '3' }, failed('3', 'count', 'Member must be of type integer')],
  [
    'members of list members',
    { Tags: [{ Key: 'a' }, {}] },
    one("Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not be null"),
  ],
  [
    'the length of a list',
    { Tags: [{ Key: 'a' }, { Key: 'b' }, { Key: 'c' }] },
    failed('[{"Key":"a"},{"Key":"b"},{"Key":"c"}]', 'tags', 'Member must have length less than or equal to 2'),
  ],
  [
    'unknown members',
    { Jobname: 'x' },
    one("Value at 'jobname' failed to satisfy constraint: Member must be one that the API model knows"),
  ],
  [
    'that a union has one member',
    { Source: { A: 'a', B: 'b' } },
    failed('{"A":"a","B":"b"}', 'source', 'Member must have length less than or equal to 1'),
  ],
])('refuses what breaks %s, in the words of AWS', (_, change, message) => {
  expect(refusal({ ...GOOD, ...change })).toBe(message);
});

test('lists every failed constraint of a request', () => {
  expect(refusal({})).toBe(
    "2 validation errors detected: Value null at 'jobName' failed to satisfy constraint: Member must not be null; Value null at 'mode' failed to satisfy constraint: Member must not be null",
  );
});

test('accepts a good request, letters of every alphabet, and members called documentation', () => {
  expect(
    refusal({ ...GOOD, documentation: 'abc', Tags: [{ Key: 'größe', Value: '写真' }], Parameters: { ab: 'x' } }),
  ).toBe('');
});

test('leaves out a pattern that JavaScript cannot compile', () => {
  expect(wholeTextPattern('(?i)[a-z]++')).toBeUndefined();
  expect(wholeTextPattern('a|b')).toBe('^(?:a|b)$');
});

test('turns the texts of templates into the numbers and booleans that the API wants, and back', () => {
  const properties = {
    JobName: 7,
    Count: '3',
    Share: '0.5',
    Spot: 'true',
    Tags: [{ Key: 1, Value: true }],
    Mode: 'File',
  };
  expect(api.coerce('CreateJobRequest', properties)).toEqual({
    JobName: '7',
    Count: 3,
    Share: 0.5,
    Spot: true,
    Tags: [{ Key: '1', Value: 'true' }],
    Mode: 'File',
  });
  expect(api.coerce('CreateJobRequest', { Count: 'many' })).toEqual({ Count: 'many' });
});

test('cuts a record to the members of an answer', () => {
  expect(api.pick('Job', { Since: 3, Secret: 1, JobName: 'a' })).toEqual({ JobName: 'a', Since: 3 });
});
