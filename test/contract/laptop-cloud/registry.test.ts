import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT, signedCall } from '../../support/signed-call';
import { uniqueName } from './iam-world';

const run = promisify(execFile);
const STAND_IN = path.join(__dirname, '..', '..', '..', 'local', 'cloud', 'container-stand-in.cjs');

const ecr = (operation: string, json: unknown) =>
  signedCall(ROOT, { service: 'ecr', target: `AmazonEC2ContainerRegistry_V20150921.${operation}`, json });

async function repository(): Promise<string> {
  const repositoryName = uniqueName('images');
  expect((await ecr('CreateRepository', { repositoryName })).status).toBe(200);
  return repositoryName;
}

test('DescribeImages of a tag that was never pushed is an error, so that the CDK builds the image', async () => {
  const repositoryName = await repository();
  const { status, text } = await ecr('DescribeImages', { repositoryName, imageIds: [{ imageTag: 'absent' }] });
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ __type: 'ImageNotFoundException' });
});

test('DescribeImages without ids lists what is there', async () => {
  const repositoryName = await repository();
  const { status, text } = await ecr('DescribeImages', { repositoryName });
  expect([status, JSON.parse(text)]).toEqual([200, { imageDetails: [] }]);
});

test('an image built, tagged and pushed by the container stand-in is found in ECR', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-images-'));
  fs.writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\n');
  const repositoryName = await repository();
  const reference = `000000000000.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}:v1`;
  const env = { ...process.env, EVERLOOP_IMAGES: path.join(folder, 'images') };
  const docker = (...words: string[]) => run(process.execPath, [STAND_IN, ...words], { cwd: folder, env });
  await docker('build', '--tag', 'cdkasset-1', '--platform', 'linux/amd64', '.');
  await docker('tag', 'cdkasset-1', reference);
  await docker('push', reference);
  await docker('push', reference); // again: as good as once
  const { status, text } = await ecr('DescribeImages', { repositoryName, imageIds: [{ imageTag: 'v1' }] });
  expect([status, (JSON.parse(text) as { imageDetails: unknown[] }).imageDetails.length]).toEqual([200, 1]);
  fs.rmSync(folder, { recursive: true });
});
