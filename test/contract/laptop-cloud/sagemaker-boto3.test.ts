import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { jobWorld, TINY } from './sagemaker-world';

jest.setTimeout(120_000);

const script = path.join(__dirname, 'sagemaker-boto3.py');
/** boto3 comes with the packages of the checks (local/requirements-dev.txt); EVERLOOP_BOTO3 names another Python that has it. */
const python =
  process.env['EVERLOOP_BOTO3'] ??
  path.join(__dirname, '..', '..', '..', '.everloop', 'plug-in-checks', 'venv', 'bin', 'python');

test('a stock boto3 script trains, waits, tunes, searches, registers, lists, approves, deploys, invokes, deletes and executes a pipeline', async () => {
  expect(fs.existsSync(python)).toBe(true); // made by node test/python.cjs
  const { bucket, roleArn } = await jobWorld();
  const parameters = [script, process.env['EVERLOOP_TEST_ENDPOINT'] ?? '', roleArn, bucket, TINY];
  const { stdout } = await promisify(execFile)(python, parameters);
  const decided = ['Good', 'Succeeded'];
  expect(JSON.parse(stdout)).toEqual({
    outcomes: [
      ['Succeeded', null, [decided]],
      ['Failed', 'refused: too few bags', [decided, ['Refused', 'Failed']]],
    ],
    listed: true,
    parameters: [['Why', 'too few bags']],
    pipelines: true,
    noPipeline: expect.stringMatching(/ResourceNotFound.*does not exist/),
    model: { answer: '9' },
    tuned: {
      status: 'Completed',
      counters: { Succeeded: 4, Pending: 0, Failed: 0 },
      bestIsFirst: true,
      sorted: true,
      found: [true, true],
      foundBest: true,
    },
    versions: [
      [1, 'PendingManualApproval'],
      [2, 'PendingManualApproval'],
      [3, 'Approved'],
    ],
    waiterRefusal: expect.stringContaining('terminal failure state'),
    gone: expect.stringMatching(/ValidationException.*Could not find endpoint "arn:/),
  });
});
