import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import {
  action,
  answer,
  approval,
  callPipeline,
  create,
  declaration,
  execution,
  firstExecution,
  over,
  putObject,
  runOf,
  type SourceWorld,
  source,
  sourceWorld,
  stageState,
  start,
  stopFirst,
  tokenOf,
  zip,
} from './codepipeline-world';
import { ACCOUNT, allow, asRoot, caller, clientOf, permit, REGION, refusalOf, role, uniqueName } from './iam-world';
import { s3 } from './sagemaker-world';

jest.setTimeout(60_000);

let world: SourceWorld;
let machine: string;
beforeAll(async () => {
  world = await sourceWorld();
  machine = await stateMachine({ Type: 'Pass', End: true });
});

async function stateMachine(state: object): Promise<string> {
  const roleArn = await role('states.amazonaws.com', [allow('logs:*', '*')]);
  const definition = JSON.stringify({ StartAt: 'Only', States: { Only: state } });
  const { stateMachineArn } = await new SFNClient(clientOf()).send(
    new CreateStateMachineCommand({ name: uniqueName('machine'), roleArn, definition }),
  );
  return stateMachineArn ?? '';
}

const invoke = (Input: string, rest: object = {}, more: Record<string, string> = {}) =>
  action('Deploy', 'Invoke/StepFunctions', { StateMachineArn: machine, Input, ...more }, rest as never);

test('an execution copies the source, hands variables to a state machine, waits for an approval and succeeds', async () => {
  const input = JSON.stringify({
    model: '#{variables.Model}',
    version: '#{SourceVariables.VersionId}',
    execution: '#{codepipeline.PipelineExecutionId}',
  });
  const name = await create(
    declaration(
      world,
      {
        Deploy: [invoke(input, { namespace: 'Deployed' })],
        Approve: [action('Person', 'Approval/Manual', { CustomData: 'ran #{Deployed.ExecutionArn}' })],
      },
      { variables: [{ name: 'Model', defaultValue: 'none' }] },
    ),
  );
  await stopFirst(name);
  const id = await start(name, { variables: [{ name: 'Model', value: 'photos-7' }] });
  const token = await tokenOf(name, 'Approve', id);
  const run = await runOf(name, id, 'Deploy');
  expect(JSON.parse(run.input.resolvedConfiguration.Input)).toEqual({
    model: 'photos-7',
    version: world.version,
    execution: id,
  });
  expect(run.output.executionResult.externalExecutionId).toMatch(new RegExp(`:${run.actionExecutionId}$`));
  expect((await runOf(name, id, 'Person')).input.resolvedConfiguration.CustomData).toBe(
    `ran ${run.output.outputVariables.ExecutionArn}`,
  );
  expect((await execution(name, id)).status).toBe('InProgress');
  await answer(name, ['Approve', 'Person'], { token, status: 'Approved' });
  const done = await over(name, id);
  expect(done).toMatchObject({
    status: 'Succeeded',
    variables: [{ name: 'Model', resolvedValue: 'photos-7' }],
    artifactRevisions: [{ name: 'Source', revisionId: world.version }],
    trigger: { triggerType: 'StartPipelineExecution', triggerDetail: `arn:aws:iam::${ACCOUNT}:root` },
  });
  expect((await execution(name, await firstExecution(name))).trigger.triggerType).toBe('CreatePipeline');
});

describe('a source revision override', () => {
  let name: string;
  beforeAll(async () => {
    const stages = [
      { name: 'Source', actions: [source(world, { AllowOverrideForS3ObjectKey: 'true' })] },
      { name: 'Deploy', actions: [invoke('{"key":"#{SourceVariables.ObjectKey}"}')] },
    ];
    name = await create(declaration(world, {}, { stages }));
    await over(name, await firstExecution(name));
  });
  const override = (revisionType: string, revisionValue: string) => ({
    actionName: 'Object',
    revisionType,
    revisionValue,
  });

  test('takes another object, in the version it names', async () => {
    const first = await putObject(world.bucket, 'release/7.zip', zip({ a: '1' }));
    await putObject(world.bucket, 'release/7.zip', zip({ a: '2' }));
    const sourceRevisions = [override('S3_OBJECT_KEY', 'release/7.zip'), override('S3_OBJECT_VERSION_ID', first)];
    const done = await over(name, await start(name, { sourceRevisions }));
    expect(done.artifactRevisions).toMatchObject([{ revisionId: first }]);
    expect(
      JSON.parse((await runOf(name, done.pipelineExecutionId, 'Deploy')).input.resolvedConfiguration.Input),
    ).toEqual({
      key: 'release/7.zip',
    });
  });

  test('of an object that is not there fails the source, not the service', async () => {
    const sourceRevisions = [override('S3_OBJECT_KEY', 'release/none.zip')];
    const id = await start(name, { sourceRevisions });
    expect((await over(name, id)).status).toBe('Failed');
    expect((await runOf(name, id, 'Object')).output.executionResult.errorDetails).toEqual({
      code: 'RevisionUnavailable',
      message: `The object with key release/none.zip is not located in the S3 bucket named ${world.bucket}.`,
    });
  });

  test('is refused for a source that does not allow it, and for an action that is none', async () => {
    const other = await create(declaration(world, { Approve: [approval('Person')] }));
    const given = (one: object) => start(other, { sourceRevisions: [one] });
    expect(await refusalOf(given(override('S3_OBJECT_KEY', 'x')))).toMatch(
      /^ValidationException: .*AllowOverrideForS3ObjectKey of Object must be true/,
    );
    const nobody = { ...override('S3_OBJECT_KEY', 'x'), actionName: 'Nobody' };
    expect(await refusalOf(given(nobody))).toMatch(/Nobody must be a source action/);
    expect(await refusalOf(given(override('COMMIT_ID', 'x')))).toMatch(/COMMIT_ID must fit the provider of Object, S3/);
  });
});

test('a clientRequestToken starts one execution, however often it is sent', async () => {
  const name = await create(declaration(world, { Approve: [approval('Person')] }, { executionMode: 'QUEUED' }));
  const clientRequestToken = uniqueName('token');
  const ids = await Promise.all([1, 2, 3].map(() => start(name, { clientRequestToken })));
  expect(new Set(ids).size).toBe(1);
  const { pipelineExecutionSummaries } = await callPipeline('ListPipelineExecutions', { pipelineName: name });
  expect(pipelineExecutionSummaries).toHaveLength(2); // with the first one
});

test('a state machine takes a file of an artifact as its input; a failure names its cause', async () => {
  const fails = await stateMachine({ Type: 'Fail', Error: 'Broken', Cause: 'no such model' });
  const name = await create(
    declaration(world, {
      Deploy: [
        invoke('input.json', { inputArtifacts: [{ name: 'Source' }], runOrder: 1 }, { InputType: 'FilePath' }),
        action('Fails', 'Invoke/StepFunctions', { StateMachineArn: fails }, { runOrder: 2 }),
      ],
    }),
  );
  const done = await over(name, await firstExecution(name));
  expect(done.status).toBe('Failed');
  expect(await runOf(name, done.pipelineExecutionId, 'Deploy')).toMatchObject({ status: 'Succeeded' });
  const { errorDetails } = (await runOf(name, done.pipelineExecutionId, 'Fails')).output.executionResult;
  expect(errorDetails).toEqual({
    code: 'JobFailed',
    message: expect.stringMatching(/ended as FAILED\. Broken: no such model$/),
  });
});

/** Reports by the SDK that every function finds; what it reports is in its UserParameters. */
const reporting = `
const { signed } = require('./signed');
exports.handler = async event => {
  const job = event['CodePipeline.job'];
  const { operation, ...rest } = JSON.parse(job.data.actionConfiguration.configuration.UserParameters);
  if (rest.continuationToken && job.data.continuationToken) delete rest.continuationToken;
  await signed('CodePipeline_20150709.' + operation, { jobId: job.id, ...rest });
};`;
const signing = `
const { createHash, createHmac } = require('node:crypto');
const sha = text => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
exports.signed = async (target, request) => {
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env;
  const body = JSON.stringify(request);
  const stamp = new Date().toISOString().replace(/[-:]|\\.\\d+/g, '');
  const headers = { 'content-type': 'application/x-amz-json-1.1', host: new URL(endpoint).host, 'x-amz-date': stamp, 'x-amz-security-token': token, 'x-amz-target': target };
  const names = Object.keys(headers).sort();
  const canonical = ['POST', '/', '', names.map(name => name + ':' + headers[name] + '\\n').join(''), names.join(';'), sha(body)].join('\\n');
  const scope = [stamp.slice(0, 8), region, 'codepipeline', 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', stamp, scope.join('/'), sha(canonical)].join('\\n');
  const signature = hmac(scope.reduce(hmac, 'AWS4' + secret), text).toString('hex');
  const { host, ...sent } = headers;
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + id + '/' + scope.join('/') + ', SignedHeaders=' + names.join(';') + ', Signature=' + signature;
  const answer = await fetch(endpoint, { method: 'POST', headers: { ...sent, authorization }, body });
  if (!answer.ok) throw new Error(await answer.text());
};`;

describe('a function', () => {
  let FunctionName: string;
  beforeAll(async () => {
    FunctionName = uniqueName('reporting');
    const Role = await role('lambda.amazonaws.com', [
      allow(['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'], '*'),
    ]);
    const ZipFile = zipSync({
      'index.js': strToU8(reporting),
      'signed.js': strToU8(signing),
    });
    const command = { FunctionName, Role, Runtime: 'nodejs20.x', Handler: 'index.handler', Code: { ZipFile } } as const;
    await new LambdaClient(clientOf()).send(new CreateFunctionCommand({ ...command, Timeout: 10 }));
  });
  const ran = async (UserParameters: object) => {
    const check = action('Check', 'Invoke/Lambda', { FunctionName, UserParameters: JSON.stringify(UserParameters) });
    const name = await create(declaration(world, { Check: [check] }));
    const done = await over(name, await firstExecution(name), 30);
    return { done, run: await runOf(name, done.pipelineExecutionId, 'Check') };
  };

  test('reports success with variables', async () => {
    const { done, run } = await ran({
      operation: 'PutJobSuccessResult',
      outputVariables: { accuracy: '0.97' },
      executionDetails: { summary: 'good enough' },
    });
    expect(done.status).toBe('Succeeded');
    expect(run.output.outputVariables).toEqual({ accuracy: '0.97' });
    expect(run.output.executionResult.externalExecutionSummary).toBe('good enough');
  });

  test('reports failure with a reason', async () => {
    const failureDetails = { type: 'JobFailed', message: 'accuracy 0.41 is below 0.9' };
    const { done, run } = await ran({ operation: 'PutJobFailureResult', failureDetails });
    expect(done.status).toBe('Failed');
    expect(run.output.executionResult.errorDetails).toEqual({
      code: 'JobFailed',
      message: 'accuracy 0.41 is below 0.9',
    });
  });

  test('that gives a continuation token is invoked again with it', async () => {
    const { done } = await ran({ operation: 'PutJobSuccessResult', continuationToken: 'more' });
    expect(done.status).toBe('Succeeded');
  });
});

describe('an approval', () => {
  test('that is rejected fails the execution with the reason', async () => {
    const name = await create(declaration(world, { Approve: [approval('Person')] }));
    const id = await firstExecution(name);
    const token = await tokenOf(name, 'Approve', id);
    await answer(name, ['Approve', 'Person'], { token, status: 'Rejected', summary: 'recall of Bags is too low' });
    expect((await over(name, id)).status).toBe('Failed');
    const { actionStates, latestExecution } = await stageState(name, 'Approve');
    expect(latestExecution.status).toBe('Failed');
    expect(actionStates[0].latestExecution).toMatchObject({
      status: 'Failed',
      summary: 'recall of Bags is too low',
      lastUpdatedBy: `arn:aws:iam::${ACCOUNT}:root`,
    });
    expect(actionStates[0].latestExecution.token).toBeUndefined();
  });

  test('takes its own token only, and once', async () => {
    const name = await create(declaration(world, { Approve: [approval('Person')] }));
    const token = await tokenOf(name, 'Approve', await firstExecution(name));
    const wrong = { token: '11111111-2222-3333-4444-555555555555', status: 'Approved' } as const;
    expect(await refusalOf(answer(name, ['Approve', 'Person'], wrong))).toMatch(/^InvalidApprovalTokenException/);
    expect(await refusalOf(answer(name, ['Approve', 'Nobody'], { ...wrong, token }))).toMatch(
      /^ActionNotFoundException/,
    );
    expect(await refusalOf(answer(name, ['Nowhere', 'Person'], { ...wrong, token }))).toMatch(
      /^StageNotFoundException/,
    );
    const other = await create(declaration(world, { Approve: [approval('Person')] }));
    const foreign = answer(other, ['Approve', 'Person'], { token, status: 'Approved' });
    expect(await refusalOf(foreign)).toMatch(/^InvalidApprovalTokenException/);
    await answer(name, ['Approve', 'Person'], { token, status: 'Approved' });
    expect(await refusalOf(answer(name, ['Approve', 'Person'], { token, status: 'Rejected' }))).toMatch(
      /^ApprovalAlreadyCompletedException/,
    );
  });
});

test('a role that lacks a right fails the action, and the message names the right', async () => {
  const roleArn = await role('codepipeline.amazonaws.com', [allow('s3:Get*', '*')]);
  const name = await create(declaration({ ...world, roleArn }, { Approve: [approval('Person')] }));
  const done = await over(name, await firstExecution(name));
  const { errorDetails } = (await runOf(name, done.pipelineExecutionId, 'Object')).output.executionResult;
  expect(errorDetails.code).toBe('PermissionError');
  expect(errorDetails.message).toContain('s3:PutObject');
});

test('an action acts with its own role, which the role of the pipeline takes on', async () => {
  const actionRole = await role(ACCOUNT, [allow('states:*', '*')]);
  const statements = [allow(['s3:Get*', 's3:PutObject'], '*'), allow('sts:AssumeRole', actionRole)];
  const roleArn = await role('codepipeline.amazonaws.com', statements);
  const withRole = declaration({ ...world, roleArn }, { Deploy: [invoke('{}', { roleArn: actionRole })] });
  const without = declaration({ ...world, roleArn }, { Deploy: [invoke('{}')] });
  const [one, other] = [await create(withRole), await create(without)];
  expect((await over(one, await firstExecution(one))).status).toBe('Succeeded');
  const refused = await over(other, await firstExecution(other));
  expect((await runOf(other, refused.pipelineExecutionId, 'Deploy')).output.executionResult.errorDetails).toMatchObject(
    {
      code: 'PermissionError',
      message: expect.stringContaining('states:StartExecution'),
    },
  );
});

test('artifacts are encrypted with the key of the store, which the role must be allowed to use', async () => {
  const created = await asRoot({ service: 'kms', target: 'TrentService.CreateKey', json: {} });
  const { Arn } = JSON.parse(created).KeyMetadata;
  const artifactStore = { type: 'S3', location: world.bucket, encryptionKey: { id: Arn, type: 'KMS' } };
  const encrypting = async (rights: Parameters<typeof role>[1]) => {
    const statements = [allow(['s3:Get*', 's3:PutObject', 'states:*'], '*'), ...(rights ?? [])];
    const roleArn = await role('codepipeline.amazonaws.com', statements);
    const reads = invoke('input.json', { inputArtifacts: [{ name: 'Source' }] }, { InputType: 'FilePath' });
    const name = await create(declaration({ ...world, roleArn }, { Deploy: [reads] }, { artifactStore }));
    const done = await over(name, await firstExecution(name));
    return { done, run: await runOf(name, done.pipelineExecutionId, 'Object') };
  };
  const { done, run } = await encrypting([allow(['kms:GenerateDataKey', 'kms:Decrypt'], Arn)]);
  expect(done.status).toBe('Succeeded');
  const { bucket: Bucket, key: Key } = run.output.outputArtifacts[0].s3location;
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).SSEKMSKeyId).toBe(Arn);
  const refused = await encrypting([]);
  expect(refused.run.output.executionResult.errorDetails).toMatchObject({
    code: 'PermissionError',
    message: expect.stringContaining('kms:GenerateDataKey'),
  });
});

test('a role that does not trust CodePipeline is refused', async () => {
  const roleArn = await role('states.amazonaws.com');
  const refused = callPipeline('CreatePipeline', {
    pipeline: declaration({ ...world, roleArn }, { Approve: [approval('Person')] }),
  });
  expect(await refusalOf(refused)).toMatch(/^InvalidStructureException: .*not authorized to perform AssumeRole/);
});

test('an operation that is not there says so', async () => {
  expect(await refusalOf(callPipeline('PollForJobs', {}))).toMatch(
    /^UnknownOperationException: .*codepipeline.PollForJobs/,
  );
});

test('callers need the right for the pipeline that they name', async () => {
  const name = await create(declaration(world, { Approve: [approval('Person')] }));
  const { roleArn, signer } = await caller();
  const arn = `arn:aws:codepipeline:${REGION}:${ACCOUNT}:${name}`;
  await permit(roleArn, [
    allow('codepipeline:GetPipelineState', arn),
    allow('codepipeline:PutApprovalResult', `${arn}/Approve/Person`),
  ]);
  expect(await refusalOf(callPipeline('StartPipelineExecution', { name }, signer))).toMatch(/AccessDenied/);
  await callPipeline('GetPipelineState', { name }, signer);
  const token = await tokenOf(name, 'Approve', await firstExecution(name));
  await answer(name, ['Approve', 'Person'], { token, status: 'Approved' }, signer);
  const { lastUpdatedBy } = (await stageState(name, 'Approve')).actionStates[0].latestExecution;
  expect(lastUpdatedBy).toMatch(/:assumed-role\/.*\/test$/);
});
