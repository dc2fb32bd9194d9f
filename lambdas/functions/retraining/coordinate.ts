import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { cloudWatchClient } from '../../adapters/aws/cloudwatch-alarms';
import { CloudWatchRetrainAlarms } from '../../adapters/aws/cloudwatch-retrain-alarms';
import { DynamoDbReleaseDesks } from '../../adapters/aws/dynamodb-release-desks';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { ownNotifier } from '../../adapters/aws/own-notifier';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { sfnClient } from '../../adapters/aws/sfn-deployments';
import { SfnTrainingStarts } from '../../adapters/aws/sfn-training-starts';
import { systemClock } from '../../adapters/clock';
import { readDriftPlans } from '../../adapters/drift-plans-file';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { readRetrainingPolicies } from '../../adapters/retraining-policies-file';
import { retrainAlarmPrefix } from '../../contracts/retraining';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createCoordinate } from '../../handlers/retraining/coordinate';
import { createCountNewLabels } from '../../handlers/retraining/count-new-labels';
import { createFindDriftedWindow } from '../../handlers/retraining/find-drifted-window';
import { createFindRepair } from '../../handlers/retraining/find-repair';
import { leaseEffects } from './effects';

const journal = new PowertoolsLog('coordinate-retraining');
const place = { project: fromEnvironment('projectName'), environment: fromEnvironment('environmentName') };
const objects = new S3ObjectStore(s3Client());
const buckets = { models: fromEnvironment('modelsBucket'), curated: fromEnvironment('curatedBucket') };

export const handler = handleQueuedEvents(
  journal,
  createCoordinate({
    ...leaseEffects(),
    ...place,
    journal,
    starts: new SfnTrainingStarts(sfnClient(), fromEnvironment('startTrainingWorkflow')),
    alarms: new CloudWatchRetrainAlarms(cloudWatchClient(), workload => retrainAlarmPrefix({ ...place, workload })),
    notifier: ownNotifier(),
    newLabels: createCountNewLabels({ objects, buckets }),
    repair: createFindRepair({
      registry: ownModelRegistry(sageMakerClient()),
      releases: new DynamoDbReleaseDesks(dynamoDbClient(), fromEnvironment('releaseTable')),
      clock: systemClock,
    }),
    driftedWindow: createFindDriftedWindow({
      objects,
      predictionsBucket: fromEnvironment('predictionsBucket'),
      plans: readDriftPlans(__dirname),
      ...place,
    }),
    policies: readRetrainingPolicies(__dirname),
  }),
);
