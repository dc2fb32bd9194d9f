import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateProcessingJobCommand,
  DescribeProcessingJobCommand,
  ProcessingS3UploadMode,
} from '@aws-sdk/client-sagemaker';
import { cloudPaths } from '../../../local/cloud/paths';
import { ACCOUNT, REGION, uniqueName } from './iam-world';
import { eventually, get, type JobWorld, jobWorld, s3, sageMaker } from './sagemaker-world';

// The first run of a machine installs the packages of the step.
jest.setTimeout(240_000);

const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/tiny:tracking`;
const container = path.join(cloudPaths().root, 'pipeline', 'container');
const scores = {
  count: 4,
  macroF1: 0.75,
  accuracy: 0.75,
  perClass: { bags: { recall: 0.5 } },
  confusion: [
    [2, 0],
    [1, 1],
  ],
};
const documents = {
  'evaluation/evaluation.json': {
    everloop: { classes: ['shoes', 'bags'], challenger: { golden: scores, drift: null }, champion: null },
  },
  'report/class-balance.json': { splits: { train: { count: 8, perClass: { shoes: 5, bags: 3 } } } },
};

let world: JobWorld;
beforeAll(async () => {
  world = await jobWorld();
  const standIn = path.join(cloudPaths().root, 'local', 'cloud', 'container-stand-in.cjs');
  const words = ['build', '--build-arg', 'REQUIREMENTS=requirements-track.txt', '-t', image, container];
  execFileSync(process.execPath, [standIn, ...words], { env: { ...process.env } });
  for (const [key, document] of Object.entries(documents)) await put(key, JSON.stringify(document));
  await put('model/model.tar.gz', packed('model.json', { hyperParameters: { epochs: '3' } }));
  await put('training/output.tar.gz', packed('metrics.json', { manifestId: 'abc', seconds: 2.5 }));
});

const put = (Key: string, Body: string | Buffer) => s3.send(new PutObjectCommand({ Bucket: world.bucket, Key, Body }));

/** As SageMaker packs what a training job leaves. */
function packed(name: string, document: object): Buffer {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tracking-'));
  fs.writeFileSync(path.join(folder, name), JSON.stringify(document));
  const archive = execFileSync('tar', ['-czf', '-', '-C', folder, '.']);
  fs.rmSync(folder, { recursive: true });
  return archive;
}

async function track(
  execution: string,
): Promise<{ status: string | undefined; message: string | undefined; outcome: any }> {
  const ProcessingJobName = uniqueName('Track');
  const inputs = ['evaluation', 'report', 'model', 'training'];
  const words = ['track', '--store', 'local', '--experiment', world.bucket, '--execution', execution];
  await sageMaker.send(
    new CreateProcessingJobCommand({
      ProcessingJobName,
      RoleArn: world.roleArn,
      AppSpecification: { ImageUri: image, ContainerArguments: [...words, '--tag', 'correlationId=manual-1'] },
      ProcessingInputs: inputs.map(name => ({
        InputName: name,
        S3Input: {
          S3Uri: `s3://${world.bucket}/${name}`,
          LocalPath: `/opt/ml/processing/input/${name}`,
          S3DataType: 'S3Prefix',
          S3InputMode: 'File',
        },
      })),
      ProcessingOutputConfig: {
        Outputs: [
          {
            OutputName: 'tracking',
            S3Output: {
              S3Uri: `s3://${world.bucket}/${ProcessingJobName}`,
              LocalPath: '/opt/ml/processing/output/tracking',
              S3UploadMode: ProcessingS3UploadMode.END_OF_JOB,
            },
          },
        ],
      },
      ProcessingResources: { ClusterConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 } },
      StoppingCondition: { MaxRuntimeInSeconds: 120 },
    }),
  );
  const job = await eventually(async () => {
    const found = await sageMaker.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
    return found.ProcessingJobStatus === 'InProgress' ? undefined : found;
  }, 200);
  const outcome = Buffer.from(await get(world.bucket, `${ProcessingJobName}/tracking.json`)).toString();
  return {
    status: job.ProcessingJobStatus,
    message: job.FailureReason ?? job.ExitMessage,
    outcome: JSON.parse(outcome),
  };
}

test('the tracking step writes one run an execution to the store in the state folder', async () => {
  const first = await track('arn:execution/one');
  expect(first).toMatchObject({ status: 'Completed', message: undefined, outcome: { tracked: true } });
  const { tracking } = cloudPaths({ EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] });
  expect(first.outcome.store).toBe(`sqlite:///${tracking}/mlflow.db`);
  const files = path.join(tracking, 'artifacts', world.bucket, first.outcome.run, 'artifacts');
  expect(fs.readFileSync(path.join(files, 'confusion.csv'), 'utf8')).toBe('actual,shoes,bags\nshoes,2,0\nbags,1,1\n');
  expect((await track('arn:execution/one')).outcome.run).toBe(first.outcome.run);
  expect((await track('arn:execution/two')).outcome.run).not.toBe(first.outcome.run);
});
