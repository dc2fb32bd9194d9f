import { s3Client } from '../../adapters/aws/clients';
import { ownModelRegistry, ownPipelineExecutions } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { readDatasetPlans } from '../../adapters/dataset-plans-file';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { createStartRetraining } from '../../handlers/retraining/start-retraining';
import { leaseEffects } from './effects';

const sageMaker = sageMakerClient();

export const handler = createStartRetraining({
  ...leaseEffects(),
  objects: new S3ObjectStore(s3Client()),
  buckets: { models: fromEnvironment('modelsBucket'), curated: fromEnvironment('curatedBucket') },
  registry: ownModelRegistry(sageMaker),
  executions: ownPipelineExecutions(sageMaker),
  plans: readDatasetPlans(__dirname),
  journal: new PowertoolsLog('start-training'),
});
