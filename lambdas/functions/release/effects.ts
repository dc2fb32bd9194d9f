import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { codePipelineClient } from '../../adapters/aws/codepipeline-client';
import { CodePipelineReleases } from '../../adapters/aws/codepipeline-releases';
import { DynamoDbReleaseDesks } from '../../adapters/aws/dynamodb-release-desks';
import { DynamoDbTrailStore } from '../../adapters/aws/dynamodb-trail-store';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { ownNotifier } from '../../adapters/aws/own-notifier';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { SfnDeployments, sfnClient } from '../../adapters/aws/sfn-deployments';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { releaseName } from '../../contracts/release';
import type { EndEffects, OpenEffects } from '../../handlers/release/release-effects';
import type { Journal } from '../../ports/journal';

/** What a function that opens releases works with. */
export function openEffects(journal: Journal): OpenEffects {
  const names = { project: fromEnvironment('projectName'), environment: fromEnvironment('environmentName') };
  const dynamoDb = dynamoDbClient();
  return {
    ...names,
    journal,
    registry: ownModelRegistry(sageMakerClient()),
    desks: new DynamoDbReleaseDesks(dynamoDb, fromEnvironment('releaseTable')),
    releases: new CodePipelineReleases(codePipelineClient(), workload => releaseName({ ...names, workload })),
    objects: new S3ObjectStore(s3Client()),
    trail: new DynamoDbTrailStore(dynamoDb, fromEnvironment('trailTable')),
    clock: systemClock,
    modelsBucket: fromEnvironment('modelsBucket'),
  };
}

/** And one that may also go back to an earlier version. */
export const endEffects = (journal: Journal): EndEffects => ({
  ...openEffects(journal),
  endpoints: ownModelEndpoints(),
  deployments: new SfnDeployments(sfnClient(), fromEnvironment('deployModelWorkflow'), systemClock),
  notifier: ownNotifier(),
});
