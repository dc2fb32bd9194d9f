import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import { ROOT, type Signer, signedCall } from '../../support/signed-call';
import { ACCOUNT, allow, eventually, REGION, role, uniqueName } from './iam-world';
import { s3 } from './sagemaker-world';

/** What every CodePipeline contract test needs: calls, a bucket with a source, a role, and short declarations. */

type Fields = Readonly<Record<string, unknown>>;

/** Calls CodePipeline as its SDK client would. @throws Error whose name is AWS's code */
export async function callPipeline(operation: string, request: Fields, signer: Signer = ROOT): Promise<any> {
  const target = `CodePipeline_20150709.${operation}`;
  const { status, text } = await signedCall(signer, { service: 'codepipeline', target, json: request });
  const answer = text === '' ? {} : JSON.parse(text);
  if (status < 300) return answer;
  const error = new Error(answer.message ?? answer.Message ?? text);
  error.name =
    String(answer.__type ?? status)
      .split('#')
      .at(-1) ?? '';
  throw error;
}

export interface SourceWorld {
  /** Holds the source and the artifacts. */
  readonly bucket: string;
  readonly roleArn: string;
  /** Version of source.zip. */
  readonly version: string;
}

export const zip = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

export async function putObject(Bucket: string, Key: string, Body: Uint8Array): Promise<string> {
  return (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? '';
}

export async function sourceWorld(): Promise<SourceWorld> {
  const bucket = uniqueName('codepipeline');
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  const version = await putObject(bucket, 'source.zip', zip({ 'input.json': '{"from":"file"}' }));
  const roleArn = await role('codepipeline.amazonaws.com', [
    allow(
      ['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:PutObject'],
      [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    ),
    allow(['states:StartExecution', 'states:DescribeExecution'], `arn:aws:states:${REGION}:${ACCOUNT}:*`),
    allow('lambda:InvokeFunction', '*'),
    allow('sns:Publish', '*'),
  ]);
  return { bucket, roleArn, version };
}

/** An action; its type is `<category>/<provider>`. */
export function action(name: string, type: string, configuration: Readonly<Record<string, string>>, rest: Fields = {}) {
  const [category, provider] = type.split('/');
  return { name, actionTypeId: { category, owner: 'AWS', provider, version: '1' }, configuration, ...rest };
}

export const source = ({ bucket }: SourceWorld, configuration: Readonly<Record<string, string>> = {}) =>
  action(
    'Object',
    'Source/S3',
    { S3Bucket: bucket, S3ObjectKey: 'source.zip', PollForSourceChanges: 'false', ...configuration },
    { outputArtifacts: [{ name: 'Source' }], namespace: 'SourceVariables' },
  );

export const approval = (name: string, rest: Fields = {}) => action(name, 'Approval/Manual', {}, rest);

/** The stages after the source's. */
export type Stages = Readonly<Record<string, readonly object[]>>;

export const declaration = (world: SourceWorld, stages: Stages, rest: Fields = {}) => ({
  name: uniqueName('pipeline'),
  roleArn: world.roleArn,
  artifactStore: { type: 'S3', location: world.bucket },
  stages: [
    { name: 'Source', actions: [source(world)] },
    ...Object.entries(stages).map(([name, actions]) => ({ name, actions })),
  ],
  pipelineType: 'V2',
  ...rest,
});

/** Creates a pipeline, which starts a first execution. */
export async function create(pipeline: { readonly name: string }): Promise<string> {
  await callPipeline('CreatePipeline', { pipeline });
  return pipeline.name;
}

export const start = async (name: string, request: Fields = {}): Promise<string> =>
  (await callPipeline('StartPipelineExecution', { name, ...request })).pipelineExecutionId;

export const execution = async (pipelineName: string, pipelineExecutionId: string) =>
  (await callPipeline('GetPipelineExecution', { pipelineName, pipelineExecutionId })).pipelineExecution;

/** The execution once it is over. */
export function over(pipelineName: string, id: string, seconds = 20) {
  return eventually(async () => {
    const found = await execution(pipelineName, id);
    return ['InProgress', 'Stopping'].includes(found.status) ? undefined : found;
  }, seconds);
}

/** Details of one action's last run in an execution. */
export async function runOf(pipelineName: string, pipelineExecutionId: string, actionName: string) {
  const filter = { pipelineExecutionId };
  const { actionExecutionDetails } = await callPipeline('ListActionExecutions', { pipelineName, filter });
  return actionExecutionDetails.find((one: { actionName: string }) => one.actionName === actionName);
}

export async function stageState(name: string, stage: string) {
  const { stageStates } = await callPipeline('GetPipelineState', { name });
  return stageStates.find((one: { stageName: string }) => one.stageName === stage);
}

/** Token of an approval that waits for this execution. */
export function tokenOf(name: string, stage: string, id: string): Promise<string> {
  return eventually(async () => {
    const { latestExecution, actionStates } = await stageState(name, stage);
    if (latestExecution?.pipelineExecutionId !== id) return undefined;
    return actionStates.find((one: any) => one.latestExecution?.token)?.latestExecution.token;
  });
}

export const answer = (
  pipelineName: string,
  [stageName, actionName]: readonly [stage: string, action: string],
  request: { readonly token: string; readonly status: 'Approved' | 'Rejected'; readonly summary?: string },
  signer?: Signer,
) => {
  const { token, status, summary = 'seen' } = request;
  return callPipeline(
    'PutApprovalResult',
    { pipelineName, stageName, actionName, token, result: { status, summary } },
    signer,
  );
};

/** Ends the execution that creation started: a stage holds one at a time. */
export async function stopFirst(pipelineName: string): Promise<void> {
  const pipelineExecutionId = await firstExecution(pipelineName);
  await callPipeline('StopPipelineExecution', { pipelineName, pipelineExecutionId, abandon: true });
}

/** Id of the execution that the creation of the pipeline started. */
export async function firstExecution(pipelineName: string): Promise<string> {
  const { pipelineExecutionSummaries } = await callPipeline('ListPipelineExecutions', { pipelineName });
  return pipelineExecutionSummaries.at(-1).pipelineExecutionId;
}
