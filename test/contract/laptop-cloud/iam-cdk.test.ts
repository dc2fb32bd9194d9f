import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { App, aws_kms as kms, aws_lambda as lambda, RemovalPolicy, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { inlinePolicy, policyNames, withoutEachStatement } from '../../support/role-statements';
import { ACCOUNT, clientOf, REGION, refusalOf, sessionOf, uniqueName } from './iam-world';

const folder = mkdtempSync(join(tmpdir(), 'iam-cdk-'));
const bootstrapRole = (what: string) => `cdk-hnb659fds-${what}-role-${ACCOUNT}-${REGION}`;

/** Runs the CLI as the account root; returns what it printed. @throws with its output when it fails. */
function cdk(...args: string[]): string {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: process.env['EVERLOOP_TEST_ENDPOINT'],
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    CI: 'true',
  };
  const cli = require.resolve('aws-cdk/bin/cdk');
  return execFileSync(process.execPath, [cli, '--no-notices', ...args], {
    env,
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** An assembly with a file asset, an encrypted bucket and a custom resource that empties it. */
function assembly(name: string): string {
  const code = mkdtempSync(join(folder, 'code-'));
  writeFileSync(join(code, 'index.js'), `exports.handler = async () => '${name}';`);
  const app = new App({ outdir: join(folder, name), analyticsReporting: false });
  const stack = new Stack(app, name, { env: { account: ACCOUNT, region: REGION } });
  const removalPolicy = RemovalPolicy.DESTROY;
  const encryptionKey = new kms.Key(stack, 'Key', { removalPolicy });
  new s3.Bucket(stack, 'Bucket', { encryptionKey, enforceSSL: true, removalPolicy, autoDeleteObjects: true });
  const handler = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler' };
  new lambda.Function(stack, 'Function', { ...handler, code: lambda.Code.fromAsset(code) });
  app.synth();
  return join(folder, name);
}

beforeAll(() => void cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`), 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the CDK CLI deploys, deploys again without a change, and destroys, through the bootstrap roles', () => {
  const name = uniqueName('IamCdk');
  const app = assembly(name);
  const deploy = () => cdk('deploy', '--all', '--app', app, '--require-approval', 'never', '--verbose');
  expect(deploy()).toContain(`Assuming role 'arn:aws:iam::${ACCOUNT}:role/${bootstrapRole('deploy')}'`);
  expect(deploy()).toContain('no changes');
  expect(cdk('destroy', '--all', '--app', app, '--force')).toContain('destroyed');
}, 120_000);

test('the deploy role may hand over the execution role only with its iam:PassRole statement', async () => {
  const name = bootstrapRole('deploy');
  const signer = await sessionOf(`arn:aws:iam::${ACCOUNT}:role/${name}`);
  const change = () =>
    new CloudFormationClient(clientOf(signer)).send(
      new CreateChangeSetCommand({
        StackName: uniqueName('passed'),
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        RoleARN: `arn:aws:iam::${ACCOUNT}:role/${bootstrapRole('cfn-exec')}`,
        TemplateBody: JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }),
      }),
    );
  await change();
  const refused: string[] = [];
  await withoutEachStatement(name, async ({ description }) => {
    if (description.startsWith('iam:PassRole')) refused.push(await refusalOf(change()));
  });
  expect(refused).toEqual([expect.stringContaining('not authorized to perform: iam:PassRole')]);
  await change();
});

test('the file-publishing role writes to the staging bucket and nowhere else', async () => {
  const signer = await sessionOf(`arn:aws:iam::${ACCOUNT}:role/${bootstrapRole('file-publishing')}`);
  const put = (Bucket: string) =>
    new S3Client(clientOf(signer)).send(new PutObjectCommand({ Bucket, Key: 'iam-test', Body: 'a' }));
  await put(`cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`);
  const other = uniqueName('other');
  await new S3Client(clientOf()).send(new CreateBucketCommand({ Bucket: other }));
  expect(await refusalOf(put(other))).toMatch(/AccessDenied/);
});

test('a role gets every statement back, also when the visit throws', async () => {
  const name = bootstrapRole('deploy');
  const statements = async () => {
    const policies = (await policyNames(name)).map(policy => inlinePolicy(name, policy));
    return (await Promise.all(policies)).flatMap(({ Statement }) => Statement);
  };
  const before = await statements();
  const seen: string[] = [];
  await withoutEachStatement(name, async ({ description }) => {
    seen.push(description);
    expect((await statements()).length).toBe(before.length - 1);
  });
  expect(seen.length).toBe(before.length);
  await expect(withoutEachStatement(name, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await statements()).toEqual(before);
});
