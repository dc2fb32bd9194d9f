import {
  DescribeModelPackageCommand,
  type DescribeModelPackageOutput,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { ModelVersion } from '../../domain/registry/model-version';
import type { ModelVersions } from '../../ports/model-versions';

export class SageMakerModelVersions implements ModelVersions {
  constructor(private readonly client: SageMakerClient) {}

  async describe(arn: string): Promise<ModelVersion | null> {
    try {
      return versionOf(await this.client.send(new DescribeModelPackageCommand({ ModelPackageName: arn })));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }
}

function versionOf(answer: DescribeModelPackageOutput): ModelVersion {
  const qualityUri = answer.ModelMetrics?.ModelQuality?.Statistics?.S3Uri;
  return {
    arn: answer.ModelPackageArn ?? '',
    version: answer.ModelPackageVersion ?? 0,
    approval: answer.ModelApprovalStatus ?? '',
    createdAt: (answer.CreationTime ?? new Date(0)).toISOString(),
    metadata: answer.CustomerMetadataProperties ?? {},
    ...(qualityUri !== undefined && { qualityUri }),
  };
}

/** SageMaker answers ValidationException for a version that does not exist, and for nothing else by an ARN of an event. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  /^(ValidationException|ResourceNotFound)/.test(error.name) &&
  /does not exist/i.test(error.message);
