import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  CreateModelPackageCommand,
  DeleteModelPackageCommand,
  ListModelPackagesCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { ACCOUNT, REGION } from '../contract/laptop-cloud/iam-world';
import { publish } from '../contract/laptop-cloud/sagemaker-world';

/** In the repository of the application's images, under a tag that can't move: the roles of jobs may pull it. */
const repository = `cdk-hnb659fds-container-assets-${ACCOUNT}-${REGION}`;
const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${repository}:${'7'.repeat(64)}`;
const group = 'everloop-local-product-images';
const client = new SageMakerClient();

export interface TinyVersion {
  readonly arn: string;
  readonly artifactSha256: string;
}

/** Registers the tiny classifier as an approved version. @param files of its artifact; `broken` makes it answer 500 */
export async function registerTiny(
  { objects, bucket }: { readonly objects: ObjectStore; readonly bucket: string },
  ...files: readonly string[]
): Promise<TinyVersion> {
  publish(image, path.join(__dirname, 'tiny-classifier'));
  const bytes = packed(files);
  const artifactSha256 = createHash('sha256').update(bytes).digest('hex');
  const key = `training/product-images/tiny-${randomUUID()}/model.tar.gz`;
  await objects.put({ bucket, key }, { bytes, contentType: 'application/gzip' });
  const { ModelPackageArn: arn = '' } = await client.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: group,
      ModelApprovalStatus: 'Approved',
      InferenceSpecification: {
        Containers: [{ Image: image, ModelDataUrl: `s3://${bucket}/${key}` }],
        SupportedContentTypes: ['application/x-image'],
        SupportedResponseMIMETypes: ['application/json'],
      },
      CustomerMetadataProperties: { artifactSha256, contentSha256: artifactSha256, correlationId: 'person-tiny' },
    }),
  );
  return { arn, artifactSha256 };
}

export const unregister = (ModelPackageName: string) =>
  client.send(new DeleteModelPackageCommand({ ModelPackageName }));

/** Other tests of the same cloud may have left some. */
export async function unregisterAll(): Promise<void> {
  const { ModelPackageSummaryList = [] } = await client.send(
    new ListModelPackagesCommand({ ModelPackageGroupName: group, MaxResults: 100 }),
  );
  for (const { ModelPackageArn } of ModelPackageSummaryList) if (ModelPackageArn) await unregister(ModelPackageArn);
}

function packed(files: readonly string[]): Buffer {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-tiny-'));
  try {
    for (const name of ['weights', ...files]) fs.writeFileSync(path.join(folder, name), name);
    return execFileSync('tar', ['-czf', '-', '-C', folder, 'weights', ...files]);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
