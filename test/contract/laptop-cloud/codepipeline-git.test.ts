import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { unpackInto } from '../../../local/codepipeline/artifacts/zip';
import {
  action,
  approval,
  create,
  declaration,
  firstExecution,
  over,
  runOf,
  type SourceWorld,
  sourceWorld,
  start,
  tokenOf,
} from './codepipeline-world';
import { ACCOUNT, allow, eventually, REGION, role, uniqueName } from './iam-world';
import { get } from './sagemaker-world';

jest.setTimeout(60_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-git-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});

const git = (...parameters: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...parameters], {
    cwd: folder,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
  }).trim();

/** Pushes a commit with an executable file and gives its id. */
function push(repository: string, text: string): string {
  const bare = path.join(process.env['EVERLOOP_TEST_STATE'] ?? '', 'repositories', `${repository}.git`);
  if (!fs.existsSync(bare)) git('init', '--quiet', '--bare', bare);
  const clone = path.join(folder, repository.replace('/', '-'));
  if (!fs.existsSync(clone)) git('init', '--quiet', '-b', 'main', clone);
  fs.writeFileSync(path.join(clone, 'run.sh'), text, { mode: 0o755 });
  git('-C', clone, 'add', '-A');
  git('-C', clone, 'commit', '--quiet', '-m', `Say ${text}`);
  git('-C', clone, 'push', '--quiet', bare, 'main');
  return git('-C', clone, 'rev-parse', 'HEAD');
}

const statements = (bucket: string) => allow(['s3:GetObject*', 's3:PutObject'], `arn:aws:s3:::${bucket}/*`);

async function pipelineOf(source: object, rights: Parameters<typeof role>[1]): Promise<string> {
  const roleArn = await role('codepipeline.amazonaws.com', [statements(world.bucket), ...(rights ?? [])]);
  const stages = [
    { name: 'Source', actions: [source] },
    { name: 'Approve', actions: [approval('Person')] },
  ];
  return create(declaration({ ...world, roleArn }, {}, { stages, executionMode: 'QUEUED' }));
}

const output = { outputArtifacts: [{ name: 'Source' }], namespace: 'Git' };

test('a CodeCommit source takes the branch, or the commit that the start names, with permissions of files', async () => {
  const name = uniqueName('repository');
  const first = push(name, 'one');
  const commit = action(
    'Git',
    'Source/CodeCommit',
    { RepositoryName: name, BranchName: 'main', PollForSourceChanges: 'false' },
    output,
  );
  const arn = `arn:aws:codecommit:${REGION}:${ACCOUNT}:${name}`;
  const rights = allow(['codecommit:GetBranch', 'codecommit:GetCommit', 'codecommit:UploadArchive'], arn);
  const pipeline = await pipelineOf(commit, [rights]);
  const id = await firstExecution(pipeline);
  await tokenOf(pipeline, 'Approve', id);
  const run = await runOf(pipeline, id, 'Git');
  expect(run.output.outputVariables).toMatchObject({ CommitId: first, CommitMessage: 'Say one', BranchName: 'main' });
  const { bucket, key } = run.output.outputArtifacts[0].s3location;
  const unpacked = path.join(folder, 'unpacked');
  await unpackInto(await get(bucket, key), unpacked);
  expect(fs.readFileSync(path.join(unpacked, 'run.sh'), 'utf8')).toBe('one');
  expect(fs.statSync(path.join(unpacked, 'run.sh')).mode & 0o111).not.toBe(0);

  const second = push(name, 'two');
  const sourceOf = (execution: string) =>
    eventually(async () => {
      const found = await runOf(pipeline, execution, 'Git');
      return found?.status === 'Succeeded' ? found.output.outputVariables.CommitId : undefined;
    });
  expect(await sourceOf(await start(pipeline))).toBe(second);
  const sourceRevisions = [{ actionName: 'Git', revisionType: 'COMMIT_ID', revisionValue: first }];
  expect(await sourceOf(await start(pipeline, { sourceRevisions }))).toBe(first);
});

test('a connection source needs the right to use the connection', async () => {
  const name = `photos/${uniqueName('app')}`;
  push(name, 'x');
  const ConnectionArn = `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/${uniqueName('c')}`;
  const configuration = { ConnectionArn, FullRepositoryId: name, BranchName: 'main', DetectChanges: 'true' };
  const connected = action('Git', 'Source/CodeStarSourceConnection', configuration, output);
  const allowed = await pipelineOf(connected, [allow('codeconnections:UseConnection', ConnectionArn)]);
  const id = await firstExecution(allowed);
  await tokenOf(allowed, 'Approve', id);
  expect((await runOf(allowed, id, 'Git')).output.outputVariables).toMatchObject({
    FullRepositoryName: name,
    AuthorDisplayName: 'Ada',
    AuthorEmail: 'ada@example.com',
  });
  const denied = await pipelineOf(connected, []);
  const refused = await over(denied, await firstExecution(denied));
  expect((await runOf(denied, refused.pipelineExecutionId, 'Git')).output.executionResult.errorDetails).toMatchObject({
    code: 'PermissionError',
    message: expect.stringContaining('codeconnections:UseConnection'),
  });
});

test.each([
  ['a repository that is not there', 'nowhere', 'main', /^codecommit:GetBranch was refused\. .*nowhere does not exist/],
  ['a name that leads elsewhere', '../../etc', 'main', /does not exist/],
  ['a branch that is not there', 'given', 'other', /other does not exist/],
])('%s fails the action with the reason', async (_, repository, branch, reason) => {
  push('given', `${Math.random()}`);
  const commit = action('Git', 'Source/CodeCommit', { RepositoryName: repository, BranchName: branch }, output);
  const pipeline = await pipelineOf(commit, [allow('codecommit:*', '*')]);
  const done = await over(pipeline, await firstExecution(pipeline));
  const { errorDetails } = (await runOf(pipeline, done.pipelineExecutionId, 'Git')).output.executionResult;
  expect(errorDetails.message).toMatch(reason);
});
