import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { sourceWorld } from './codepipeline-world';
import { allow, role } from './iam-world';

jest.setTimeout(120_000);

const script = path.join(__dirname, 'codepipeline-boto3.py');
/** boto3 comes with the packages of the checks (local/requirements-dev.txt); EVERLOOP_BOTO3 names another Python that has it. */
const python =
  process.env['EVERLOOP_BOTO3'] ??
  path.join(__dirname, '..', '..', '..', '.everloop', 'plug-in-checks', 'venv', 'bin', 'python');

test('a stock boto3 script makes a pipeline, approves, rejects, stops, lists and deletes, and runs a build', async () => {
  expect(fs.existsSync(python)).toBe(true); // made by node test/python.cjs
  const { bucket, roleArn } = await sourceWorld();
  const buildRole = await role('codebuild.amazonaws.com', [allow('logs:*', '*')]);
  const parameters = [script, process.env['EVERLOOP_TEST_ENDPOINT'] ?? '', roleArn, bucket, buildRole];
  const { stdout } = await promisify(execFile)(python, parameters);
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    approved: true,
    outcomes: ['Succeeded', 'Failed', 'Stopped'],
    ordered: true,
    runs: [
      ['Person', 'Failed'],
      ['Object', 'Succeeded'],
    ],
    listed: true,
    tags: [{ key: 'team', value: 'photos' }],
    gone: expect.stringMatching(/PipelineNotFoundException/),
    build: 'SUCCEEDED',
    inOrder: true,
  });
});
