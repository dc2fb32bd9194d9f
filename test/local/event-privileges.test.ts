import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateModelPackageCommand, DescribePipelineCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { S3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import { loopEventTypes } from '../../lambdas/contracts/loop-events';
import { trainingPrefixOf } from '../../lambdas/contracts/training-layout';
import { deployedEverloop } from '../support/deployed-everloop';
import { type Statement, withoutEachStatement } from '../support/role-statements';
import { notices } from '../unit/notifications/notices';

jest.setTimeout(600_000);

const name = 'everloop-local-product-images';
const lambda = new LambdaClient();
let deployment: Deployment;
/** Versions with an evaluation that exists, and one that does not. */
let versions: readonly string[];

beforeAll(async () => {
  ({ deployment } = await deployedEverloop());
  const bucket = deployment.ModelsBucket;
  const key = `${trainingPrefixOf('product-images')}privileges/evaluation.json`;
  await new S3ObjectStore(new S3Client()).put(
    { bucket, key },
    { bytes: Buffer.from('{}'), contentType: 'application/json' },
  );
  versions = [await register(`s3://${bucket}/${key}`), await register(`s3://${bucket}/${key}.gone`)];
});

async function register(S3Uri: string): Promise<string> {
  const sageMaker = new SageMakerClient();
  const { PipelineDefinition = '' } = await sageMaker.send(new DescribePipelineCommand({ PipelineName: name }));
  const { ModelPackageArn = '' } = await sageMaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: name,
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image: JSON.parse(PipelineDefinition).Steps[0].Arguments.AppSpecification.ImageUri }],
      },
      ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri } } },
    }),
  );
  return ModelPackageArn;
}

let events = 0;
const event = (detailType: string, detail: object) => {
  events += 1;
  const body = { id: `privilege-${events}`, time: new Date().toISOString(), 'detail-type': detailType, detail };
  return { messageId: `m${events}`, body: JSON.stringify(body) };
};

const versionEvents = () =>
  versions.map(ModelPackageArn =>
    event(loopEventTypes.version, {
      ModelPackageArn,
      ModelPackageGroupName: name,
      ModelPackageVersion: 1,
      ModelPackageStatus: 'Completed',
      ModelApprovalStatus: 'PendingManualApproval',
    }),
  );
const executionEvent = () => {
  const pipelineArn = versions[0]!.replace(/:model-package\/.*/, `:pipeline/${name}`);
  const pipelineExecutionArn = `${pipelineArn}/execution/abc123abc123`;
  return event(loopEventTypes.execution, {
    pipelineArn,
    pipelineExecutionArn,
    currentPipelineExecutionStatus: 'Executing',
  });
};

let sent = 0;
/** Told anew each time, with pictures: both rights to mail are used. */
const newNotice = () => ({
  messageId: 'notice',
  body: JSON.stringify({ ...notices['retrained'], key: `try-${Date.now()}-${sent++}` }),
});

/** How many events of a batch failed, as Lambda would be told. */
async function failures(FunctionName: string, Records: readonly object[]): Promise<number> {
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify({ Records })) }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString()).batchItemFailures.length;
}

/**
 * Logs and traces are used in silence; the queue's rights by Lambda, before the function is called; the key of a table is
 * not asked for here (docs/laptop-cloud-iam.md).
 */
const provenElsewhere = ({ Action, Condition }: Statement) =>
  [Action ?? []].flat().every(action => /^(logs:|xray:|sqs:(?!SendMessage$))/.test(action)) ||
  /"kms:ViaService":\[?"(sqs|dynamodb)\.[^,]*$/.test(JSON.stringify(Condition ?? {}));

it.each([
  ['ApprovalNoticeFunction', () => versionEvents()],
  ['SendNoticeFunction', () => [newNotice()]],
  ['RecordEventFunction', () => [...versionEvents(), executionEvent()]],
] as const)('taking any statement from the role of %s makes it fail', async (output, batch) => {
  const FunctionName = deployment[output];
  expect(await failures(FunctionName, batch())).toBe(0);
  const { Role = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const unbroken: string[] = [];
  await withoutEachStatement(Role.split('/').at(-1) ?? '', async ({ statement, description }) => {
    if (provenElsewhere(statement)) return;
    if ((await failures(FunctionName, batch())) === 0) unbroken.push(description);
  });
  expect(unbroken).toEqual([]);
});
