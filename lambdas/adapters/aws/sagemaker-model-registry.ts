import { DescribeModelPackageCommand, ListModelPackagesCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import { versionMetadata } from '../../contracts/gate-call';
import type { ModelRegistry } from '../../ports/model-registry';

/** Metadata come with one version at a time; equal artifacts follow each other closely, so that old ones are not asked. */
const mostVersions = 500;
const inFlight = 5;

/** Versions of model package groups in SageMaker. */
export class SageMakerModelRegistry implements ModelRegistry {
  /** @param groupOf name of a workload's model package group */
  constructor(
    private readonly client: SageMakerClient,
    private readonly groupOf: (workload: string) => string,
  ) {}

  /** Looks through the newest 500 versions. */
  async hasArtifact(workload: string, artifactSha256: string): Promise<boolean> {
    let seen = 0;
    let NextToken: string | undefined;
    do {
      const page = await this.page(workload, NextToken);
      if (await this.anyHas(page.arns, artifactSha256)) return true;
      seen += page.arns.length;
      NextToken = page.next;
    } while (NextToken !== undefined && seen < mostVersions);
    return false;
  }

  private async page(workload: string, NextToken: string | undefined) {
    const answer = await this.client.send(
      new ListModelPackagesCommand({
        ModelPackageGroupName: this.groupOf(workload),
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        MaxResults: 100,
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    const arns = (answer.ModelPackageSummaryList ?? []).flatMap(({ ModelPackageArn }) => ModelPackageArn ?? []);
    return { arns, next: answer.NextToken };
  }

  private async anyHas(arns: readonly string[], artifactSha256: string): Promise<boolean> {
    for (let start = 0; start < arns.length; start += inFlight) {
      const found = await Promise.all(arns.slice(start, start + inFlight).map(arn => this.artifactOf(arn)));
      if (found.includes(artifactSha256)) return true;
    }
    return false;
  }

  private async artifactOf(ModelPackageName: string): Promise<string | undefined> {
    const { CustomerMetadataProperties } = await this.client.send(
      new DescribeModelPackageCommand({ ModelPackageName }),
    );
    return CustomerMetadataProperties?.[versionMetadata.artifactSha256];
  }
}
