import {
  DeleteModelPackageCommand,
  type ListModelPackagesCommand,
  paginateListModelPackages,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { mapInFlight } from '../../lambdas/domain/in-flight';
import { resourcesOfType } from './stack-resources';
import { clientSettingsOf, type DeployTarget } from './target';

/** SageMaker throttles who deletes many at once; the SDK tries again. */
const inFlight = 4;
const maxAttempts = 8;

/**
 * Deletes every version of the environment's model package groups: CloudFormation cannot delete a group that has some.
 * Call it only where data may go; the artifacts lie in the models bucket.
 * @returns how many
 */
export async function deleteVersions(target: DeployTarget, report: (progress: string) => void): Promise<number> {
  const { SageMakerClient: Client } =
    require('@aws-sdk/client-sagemaker') as typeof import('@aws-sdk/client-sagemaker');
  const client = new Client({ ...clientSettingsOf(target), maxAttempts });
  let deleted = 0;
  try {
    for (const group of await resourcesOfType(target, 'AWS::SageMaker::ModelPackageGroup')) {
      const versions = await versionsOf(group, client, target.signal);
      await mapInFlight(versions, inFlight, async ModelPackageName => {
        target.signal.throwIfAborted();
        await client.send(new DeleteModelPackageCommand({ ModelPackageName })).catch(unlessMissing);
        deleted += 1;
        report(`${deleted} deleted`);
      });
    }
    return deleted;
  } finally {
    client.destroy();
  }
}

/** ARNs; all are listed before the first is deleted, since pages would shift. */
async function versionsOf(group: string, client: SageMakerClient, signal: AbortSignal): Promise<readonly string[]> {
  const request = { ModelPackageGroupName: group, MaxResults: 100 } satisfies ListModelPackagesCommand['input'];
  const found: string[] = [];
  try {
    for await (const page of paginateListModelPackages({ client }, request, { abortSignal: signal })) {
      found.push(...(page.ModelPackageSummaryList ?? []).flatMap(({ ModelPackageArn }) => ModelPackageArn ?? []));
    }
  } catch (error) {
    unlessMissing(error);
  }
  return found;
}

/** A group or version that somebody deleted meanwhile is as good as deleted here. */
function unlessMissing(error: unknown): void {
  if (!(error instanceof Error && /does not exist/i.test(error.message))) throw error;
}
