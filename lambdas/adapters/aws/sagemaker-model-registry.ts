import {
  DescribeModelPackageCommand,
  type DescribeModelPackageOutput,
  ListModelPackagesCommand,
  type ModelPackageContainerDefinition,
  type SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { mapInFlight } from '../../domain/in-flight';
import { type Decision, decidedBy, decisionMetadata } from '../../domain/registry/decision';
import type { Approval, ModelVersion } from '../../domain/registry/model-version';
import type { ModelRegistry } from '../../ports/model-registry';

/** Metadata come with one version at a time; SageMaker throttles who asks for many at once. */
const inFlight = 5;
/** Most callers look for one of the newest. */
const pageSize = 20;

interface Asked {
  readonly workload: string;
  readonly approval: Approval | undefined;
  readonly NextToken: string | undefined;
  readonly most: number;
}

/** Versions of model package groups in SageMaker. */
export class SageMakerModelRegistry implements ModelRegistry {
  /** @param groupOf name of a workload's model package group */
  constructor(
    private readonly client: SageMakerClient,
    private readonly groupOf: (workload: string) => string,
  ) {}

  async describe(arn: string): Promise<ModelVersion | null> {
    try {
      return versionOf(await this.client.send(new DescribeModelPackageCommand({ ModelPackageName: arn })));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async *versions(workload: string, approval?: Approval): AsyncIterable<ModelVersion> {
    let NextToken: string | undefined;
    do {
      const page = await this.page({ workload, approval, NextToken, most: pageSize });
      const described = await mapInFlight(page.arns, inFlight, arn => this.describe(arn));
      yield* described.filter(version => version !== null);
      NextToken = page.next;
    } while (NextToken !== undefined);
  }

  /** Versions have ARNs, not names: any other version's tells account, region and partition. */
  async find(workload: string, version: number): Promise<ModelVersion | null> {
    const { arns } = await this.page({ workload, approval: undefined, NextToken: undefined, most: 1 });
    return arns[0] === undefined ? null : this.describe(arns[0].replace(/\d+$/, String(version)));
  }

  async decide(arn: string, decision: Decision): Promise<void> {
    await this.client.send(
      new UpdateModelPackageCommand({
        ModelPackageArn: arn,
        ModelApprovalStatus: decision.approval,
        ApprovalDescription: decision.why,
        CustomerMetadataProperties: decisionMetadata(decision),
      }),
    );
  }

  private async page(asked: Asked) {
    try {
      const answer = await this.client.send(
        new ListModelPackagesCommand({
          ModelPackageGroupName: this.groupOf(asked.workload),
          SortBy: 'CreationTime',
          SortOrder: 'Descending',
          MaxResults: asked.most,
          ...(asked.approval && { ModelApprovalStatus: asked.approval }),
          ...(asked.NextToken !== undefined && { NextToken: asked.NextToken }),
        }),
      );
      const arns = (answer.ModelPackageSummaryList ?? []).flatMap(({ ModelPackageArn }) => ModelPackageArn ?? []);
      return { arns, next: answer.NextToken };
    } catch (error) {
      if (isMissing(error)) return { arns: [], next: undefined };
      throw error;
    }
  }
}

function versionOf(answer: DescribeModelPackageOutput): ModelVersion {
  const qualityUri = answer.ModelMetrics?.ModelQuality?.Statistics?.S3Uri;
  const [container] = answer.InferenceSpecification?.Containers ?? [];
  const modelUri = container?.ModelDataUrl;
  const image = imageOf(container);
  const why = answer.ApprovalDescription;
  const approval = answer.ModelApprovalStatus ?? '';
  const metadata = answer.CustomerMetadataProperties ?? {};
  const by = decidedBy({ approval, metadata });
  return {
    arn: answer.ModelPackageArn ?? '',
    version: answer.ModelPackageVersion ?? 0,
    approval,
    createdAt: (answer.CreationTime ?? new Date(0)).toISOString(),
    metadata,
    ...(answer.LastModifiedTime && { changedAt: answer.LastModifiedTime.toISOString() }),
    ...(why !== undefined && { why }),
    ...(by !== undefined && { decidedBy: by }),
    ...(modelUri !== undefined && { modelUri }),
    ...(image !== undefined && { image }),
    ...(qualityUri !== undefined && { qualityUri }),
  };
}

/** SageMaker resolves a tag when a version is registered; its digest can't be moved to other code afterwards. */
function imageOf(container: ModelPackageContainerDefinition | undefined): string | undefined {
  const { Image: image, ImageDigest: digest } = container ?? {};
  if (image === undefined || digest === undefined || image.includes('@')) return image;
  return `${image.replace(/:[^:/]+$/, '')}@${digest}`;
}

/** SageMaker answers ValidationException for a version or group that does not exist, and says so in the message only. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  /^(ValidationException|ResourceNotFound)/.test(error.name) &&
  /does not exist/i.test(error.message);
