import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { fileInZip } from '../../../local/codepipeline/artifacts/zip';
import { ROOT, type Signer, signedCall } from '../../support/signed-call';
import {
  action,
  create,
  declaration,
  firstExecution,
  over,
  putObject,
  runOf,
  type SourceWorld,
  sourceWorld,
  zip,
} from './codepipeline-world';
import { Deployed } from './deployed';
import { ACCOUNT, allow, caller, clientOf, eventually, permit, REGION, refusalOf, role, uniqueName } from './iam-world';
import { eventsOf } from './sagemaker-events';
import { get } from './sagemaker-world';

jest.setTimeout(60_000);

let world: SourceWorld;
let serviceRole: string;
beforeAll(async () => {
  world = await sourceWorld();
  serviceRole = await role('codebuild.amazonaws.com', [
    allow(
      ['s3:GetObject*', 's3:PutObject', 's3:List*'],
      [`arn:aws:s3:::${world.bucket}`, `arn:aws:s3:::${world.bucket}/*`],
    ),
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
    allow('ssm:GetParameter', '*'),
  ]);
});

async function call(operation: string, json: object, signer: Signer = ROOT): Promise<any> {
  const target = `CodeBuild_20161006.${operation}`;
  const { status, text } = await signedCall(signer, { service: 'codebuild', target, json });
  const answer = JSON.parse(text || '{}');
  if (status < 300) return answer;
  throw Object.assign(new Error(answer.message), { name: String(answer.__type).split('#').at(-1) });
}

const spec = (phases: object, more: object = {}) => JSON.stringify({ version: '0.2', phases, ...more });
const building = (...commands: string[]) => spec({ build: { commands } });

async function project(buildspec: string, more: object = {}): Promise<string> {
  const name = uniqueName('project');
  await call('CreateProject', {
    name,
    serviceRole,
    source: { type: 'NO_SOURCE', buildspec },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', computeType: 'BUILD_GENERAL1_SMALL' },
    ...more,
  });
  return name;
}

const begin = async (projectName: string, more: object = {}) =>
  (await call('StartBuild', { projectName, ...more })).build.id as string;
const buildOf = async (id: string) => (await call('BatchGetBuilds', { ids: [id] })).builds[0];
const ended = (id: string) =>
  eventually(async () => {
    const build = await buildOf(id);
    return build.buildComplete ? build : undefined;
  });

async function linesOf({ logs }: any): Promise<string[]> {
  const { groupName: logGroupName, streamName: logStreamName } = logs;
  const command = new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true });
  const { events = [] } = await new CloudWatchLogsClient(clientOf()).send(command);
  return events.map(({ message = '' }) => message);
}

test('a build runs its phases in one shell, writes its lines to the log, exports variables and uploads artifacts', async () => {
  const buildspec = spec(
    {
      install: { commands: ['mkdir -p out', 'GREETING="hello $NAME"'] },
      build: { commands: ['cd out', 'echo "$GREETING" > a.txt', 'printf "#!/bin/sh\\n" > run.sh; chmod 755 run.sh'] },
      post_build: { commands: ['export VERSION=7', 'pwd', 'echo "$CODEBUILD_BUILD_SUCCEEDING"'] },
    },
    {
      env: { variables: { NAME: 'spec' }, 'exported-variables': ['VERSION'] },
      artifacts: { files: ['**/*'], 'base-directory': 'out' },
    },
  );
  const name = await project(buildspec, {
    artifacts: { type: 'S3', location: world.bucket, path: 'built', name: 'a.zip', packaging: 'ZIP' },
  });
  const done = await ended(await begin(name, { environmentVariablesOverride: [{ name: 'NAME', value: 'request' }] }));
  expect(done).toMatchObject({
    buildStatus: 'SUCCEEDED',
    buildNumber: 1,
    currentPhase: 'COMPLETED',
    initiator: 'root',
  });
  expect(done.exportedEnvironmentVariables).toEqual([{ name: 'VERSION', value: '7' }]);
  expect(done.artifacts.location).toBe(`arn:aws:s3:::${world.bucket}/built/a.zip`);
  const archive = await get(world.bucket, 'built/a.zip');
  expect(Buffer.from(fileInZip(archive, 'a.txt') ?? []).toString()).toBe('hello request\n');
  expect(done.phases.map((one: any) => [one.phaseType, one.phaseStatus])).toEqual([
    ...[
      'SUBMITTED',
      'QUEUED',
      'PROVISIONING',
      'DOWNLOAD_SOURCE',
      'INSTALL',
      'PRE_BUILD',
      'BUILD',
      'POST_BUILD',
      'UPLOAD_ARTIFACTS',
      'FINALIZING',
    ].map(phase => [phase, 'SUCCEEDED']),
    ['COMPLETED', undefined],
  ]);
  const lines = await linesOf(done);
  expect(lines).toContainEqual(expect.stringMatching(/Running command export VERSION=7$/));
  expect(lines).toContainEqual(expect.stringMatching(/\/src\/out$/));
  expect(lines).toContain('1');
  expect(lines).toContainEqual(expect.stringMatching(/Phase complete: BUILD State: SUCCEEDED$/));
});

test('a failed command fails the build with its reason; post_build still runs', async () => {
  const name = await project(
    spec({
      build: { commands: ['echo one', 'exit 7', 'echo two'] },
      post_build: { commands: ['echo "succeeding $CODEBUILD_BUILD_SUCCEEDING"'] },
    }),
  );
  const done = await ended(await begin(name));
  expect(done.buildStatus).toBe('FAILED');
  const phase = done.phases.find((one: any) => one.phaseType === 'BUILD');
  expect(phase).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [
      {
        statusCode: 'COMMAND_EXECUTION_ERROR',
        message: 'Error while executing command: exit 7. Reason: exit status 7',
      },
    ],
  });
  const lines = await linesOf(done);
  expect(lines).toContain('one');
  expect(lines).not.toContain('two');
  expect(lines).toContain('succeeding 0');
});

test('a failure in pre_build ends the build, one with on-failure CONTINUE does not', async () => {
  const phases = (onFailure: string) =>
    spec({ pre_build: { commands: ['false'], 'on-failure': onFailure }, build: { commands: ['echo built'] } });
  const [aborted, continued] = [await project(phases('ABORT')), await project(phases('CONTINUE'))];
  const one = await ended(await begin(aborted));
  expect(one.buildStatus).toBe('FAILED');
  expect(await linesOf(one)).not.toContain('built');
  const other = await ended(await begin(continued));
  expect(other.buildStatus).toBe('SUCCEEDED');
  expect(await linesOf(other)).toContain('built');
});

test('commands act with the role of the project', async () => {
  const list = 'node -e "fetch(process.env.AWS_ENDPOINT_URL).then(() => console.log(process.env.AWS_ACCESS_KEY_ID))"';
  const done = await ended(await begin(await project(building(list, 'echo home $HOME'))));
  expect(done.buildStatus).toBe('SUCCEEDED');
  const lines = await linesOf(done);
  expect(lines.some(line => /^ASIA/.test(line))).toBe(true); // a session's, not the user's
  expect(lines).toContainEqual(expect.stringMatching(/^home .*codebuild\/home$/));
});

test('a stopped build ends at once with all its processes', async () => {
  const id = await begin(await project(building('sleep 300 & sleep 300')));
  await eventually(async () => ((await buildOf(id)).currentPhase === 'BUILD' ? true : undefined));
  await call('StopBuild', { id });
  const done = await ended(id);
  expect(done.buildStatus).toBe('STOPPED');
  expect(done.phases.find((one: any) => one.phaseType === 'BUILD').phaseStatus).toBe('STOPPED');
});

test.each([
  ['a buildspec that is none', 'version: 0.2\nphases: {biuld: {}}', /^phases/],
  ['a buildspec that is missing', 'nowhere.yml', /stat nowhere\.yml: no such file/],
])('%s fails the build where its source is read', async (_, buildspec, reason) => {
  const done = await ended(await begin(await project(buildspec)));
  const phase = done.phases.find((one: any) => one.phaseType === 'DOWNLOAD_SOURCE');
  expect(phase.contexts[0]).toEqual({ statusCode: 'YAML_FILE_ERROR', message: expect.stringMatching(reason) });
});

test('requests are checked: unknown project, strange source, untrusted role, rights of the caller', async () => {
  expect(await refusalOf(begin('nobody'))).toMatch(/^ResourceNotFoundException/);
  expect(await refusalOf(project('x', { source: { type: 'GITHUB', location: 'x' } }))).toMatch(
    /^InvalidInputException: .*GITHUB/,
  );
  expect(await refusalOf(project('x', { serviceRole: world.roleArn }))).toMatch(
    /not authorized to perform: sts:AssumeRole/,
  );
  expect(await refusalOf(call('StartBuild', {}))).toMatch(/^InvalidInputException: .*projectName/);
  expect(await refusalOf(call('CreateFleet', { name: 'f' }))).toMatch(/^UnknownOperationException/);
  const name = await project(building('true'));
  const { roleArn, signer } = await caller();
  await permit(roleArn, [allow('codebuild:BatchGetBuilds', `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${name}`)]);
  expect(await refusalOf(call('StartBuild', { projectName: name }, signer))).toMatch(/AccessDenied/);
  const id = await begin(name);
  expect((await call('BatchGetBuilds', { ids: [id] }, signer)).builds).toHaveLength(1);
  await ended(id);
});

test('a build tells the event bus of its states', async () => {
  const until = await eventsOf('CodeBuild Build State Change', 'aws.codebuild');
  const name = await project(building('true'));
  const done = await ended(await begin(name));
  const events = await until(detail => detail['project-name'] === name && detail['build-status'] === 'SUCCEEDED');
  const own = events.filter(({ detail }) => detail['project-name'] === name);
  expect(new Set(own.map(({ detail }) => detail['build-status']))).toEqual(new Set(['IN_PROGRESS', 'SUCCEEDED']));
  expect(own.find(({ detail }) => detail['build-status'] === 'SUCCEEDED')).toMatchObject({
    source: 'aws.codebuild',
    resources: [done.arn],
    detail: {
      'build-id': done.arn,
      'current-phase': 'COMPLETED',
      'additional-information': { initiator: 'root', 'build-complete': true, 'timeout-in-minutes': 60 },
    },
  });
});

describe('in a pipeline', () => {
  const stack = new Deployed('build-project');
  let name: string;
  beforeAll(async () => {
    const BuildSpec = spec(
      {
        build: {
          commands: ['test "$MODEL" = photos', 'cp -r . ../copy && mv ../copy made', 'export SIZE=$(ls | wc -l)'],
        },
      },
      {
        env: { 'exported-variables': ['SIZE'] },
        artifacts: { 'secondary-artifacts': { First: { files: ['input.json'] }, Second: { files: ['made/**/*'] } } },
      },
    );
    await stack.create({
      Project: {
        Type: 'AWS::CodeBuild::Project',
        Properties: {
          ServiceRole: serviceRole,
          Source: { Type: 'CODEPIPELINE', BuildSpec },
          Artifacts: { Type: 'CODEPIPELINE' },
          Environment: {
            Type: 'LINUX_CONTAINER',
            Image: 'aws/codebuild/standard:7.0',
            ComputeType: 'BUILD_GENERAL1_SMALL',
            PrivilegedMode: 'false',
          },
          EncryptionKey: 'alias/aws/s3',
          Cache: { Type: 'NO_CACHE' },
          TimeoutInMinutes: '5',
        },
      },
    });
    name = stack.idOf('Project');
  });
  afterAll(() => stack.destroy());

  const pipelineRole = () =>
    role('codepipeline.amazonaws.com', [
      allow(['s3:GetObject*', 's3:GetBucket*', 's3:PutObject'], '*'),
      allow(
        ['codebuild:StartBuild', 'codebuild:BatchGetBuilds'],
        `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${name}`,
      ),
    ]);
  const build = (outputs: readonly string[], model = 'photos') =>
    action(
      'Build',
      'Build/CodeBuild',
      { ProjectName: name, EnvironmentVariables: JSON.stringify([{ name: 'MODEL', value: model, type: 'PLAINTEXT' }]) },
      {
        inputArtifacts: [{ name: 'Source' }],
        outputArtifacts: outputs.map(one => ({ name: one })),
        namespace: 'Built',
      },
    );
  const check = action('Check', 'Approval/Manual', { CustomData: '#{Built.SIZE} files' }, { runOrder: 2 });

  test('a build takes the source, gives two artifacts and its variables', async () => {
    const roleArn = await pipelineRole();
    const pipeline = await create(declaration({ ...world, roleArn }, { Build: [build(['First', 'Second']), check] }));
    const id = await firstExecution(pipeline);
    const run = await eventually(async () => {
      const found = await runOf(pipeline, id, 'Check');
      return found?.input.resolvedConfiguration ? found : undefined;
    });
    expect(run.input.resolvedConfiguration).toEqual({ CustomData: '2 files' });
    const { output } = await runOf(pipeline, id, 'Build');
    expect(output.executionResult.externalExecutionId).toMatch(new RegExp(`^${name}:`));
    const [first, second] = output.outputArtifacts.map((one: any) => one.s3location);
    expect(fileInZip(await get(first.bucket, first.key), 'input.json')).toBeDefined();
    expect(fileInZip(await get(second.bucket, second.key), 'made/input.json')).toBeDefined();
  });

  test('a build that fails fails the action with its reason', async () => {
    const roleArn = await pipelineRole();
    const pipeline = await create(declaration({ ...world, roleArn }, { Build: [build(['First', 'Second'], 'other')] }));
    const done = await over(pipeline, await firstExecution(pipeline));
    expect(done.status).toBe('Failed');
    const { errorDetails } = (await runOf(pipeline, done.pipelineExecutionId, 'Build')).output.executionResult;
    expect(errorDetails.message).toMatch(/^Build terminated with state: FAILED\. Error while executing command: test/);
  });

  test('only a pipeline starts its builds', async () => {
    expect(await refusalOf(begin(name))).toMatch(/only a pipeline can start its builds/);
  });
});

test('a build takes a source of S3, in the version that it is asked for', async () => {
  const key = 'sources/app.zip';
  const first = await putObject(world.bucket, key, zip({ 'buildspec.yml': building('echo first') }));
  await putObject(world.bucket, key, zip({ 'buildspec.yml': building('echo second') }));
  const name = await project('', { source: { type: 'S3', location: `${world.bucket}/${key}` } });
  expect(await linesOf(await ended(await begin(name)))).toContain('second');
  expect(await linesOf(await ended(await begin(name, { sourceVersion: first })))).toContain('first');
});
