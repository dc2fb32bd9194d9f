import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { cloudPaths } from '../../../local/cloud/paths';
import type { Statement } from '../../support/role-statements';
import { ACCOUNT, allow, clientOf, eventually, REGION, role, uniqueName } from './iam-world';

export { eventually };

/** What every SageMaker contract test needs: the tiny container's image, a bucket with a small data set, roles. */

export const TINY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/tiny:1`;
export const TINY_FOLDER = path.join(__dirname, '..', '..', 'support', 'tiny-container');

/** Publishes an image through the stand-in, as `cdk deploy` does. */
export function publish(reference: string, folder: string): void {
  const standIn = path.join(cloudPaths().root, 'local', 'cloud', 'container-stand-in.cjs');
  execFileSync(process.execPath, [standIn, 'build', '-t', reference, folder], { env: { ...process.env } });
}

/** What a job's role needs: its data, its logs, its metrics, its image. */
export const jobStatements = (bucket: string): readonly Statement[] => [
  allow('s3:ListBucket', `arn:aws:s3:::${bucket}`),
  allow(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${bucket}/*`),
  allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
  allow('cloudwatch:PutMetricData', '*'),
  allow('ecr:GetAuthorizationToken', '*'),
  allow(
    ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
    `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/tiny`,
  ),
];

export const sageMaker = new SageMakerClient(clientOf());
export const s3 = new S3Client(clientOf());

export interface JobWorld {
  readonly bucket: string;
  readonly roleArn: string;
}

/** A bucket with three small files under data/train, and a role that may do what a job needs. */
export async function jobWorld(): Promise<JobWorld> {
  const bucket = uniqueName('sagemaker');
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const name of ['a', 'b', 'deep/c']) await put(bucket, `data/train/${name}.csv`, `${name}\n`);
  publish(TINY, TINY_FOLDER);
  return { bucket, roleArn: await role('sagemaker.amazonaws.com', jobStatements(bucket)) };
}

export const put = (Bucket: string, Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

export async function get(Bucket: string, Key: string): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

type Change = Partial<CreateTrainingJobCommandInput>;

/** A training request for the tiny container; its hyper-parameters say what it does. */
export function trainingRequest({ bucket, roleArn }: JobWorld, change: Change = {}): CreateTrainingJobCommandInput {
  return {
    TrainingJobName: uniqueName('Training'),
    RoleArn: roleArn,
    AlgorithmSpecification: { TrainingImage: TINY, TrainingInputMode: 'File' },
    InputDataConfig: [
      {
        ChannelName: 'train',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/data/train` } },
      },
    ],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/out` },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    ...change,
  };
}

export async function startTraining(world: JobWorld, change: Change = {}): Promise<string> {
  const request = trainingRequest(world, change);
  await sageMaker.send(new CreateTrainingJobCommand(request));
  return request.TrainingJobName ?? '';
}

export const describeTraining = (TrainingJobName: string) =>
  sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));

/** Describes the job once it is over. */
export function ended(name: string, seconds = 30): Promise<DescribeTrainingJobCommandOutput> {
  return eventually(async () => {
    const job = await describeTraining(name);
    return ['InProgress', 'Stopping'].includes(job.TrainingJobStatus ?? '') ? undefined : job;
  }, seconds);
}
