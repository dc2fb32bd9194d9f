import { s3Client } from '../../adapters/aws/clients';
import { cloudWatchClient } from '../../adapters/aws/cloudwatch-alarms';
import { CloudWatchMetricSink } from '../../adapters/aws/cloudwatch-metric-sink';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { systemClock } from '../../adapters/clock';
import { readDriftPlans } from '../../adapters/drift-plans-file';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import type { FailedEvents, QueuedEvents } from '../../contracts/queued-events';
import { monitorLines } from '../../handlers/drift/monitor-lines';
import { createWatchWorkload } from '../../handlers/drift/watch-workload';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';

/** A window of 50,000 predictions takes a minute or two. */
const reserveMs = 240_000;

const journal = new PowertoolsLog('watch-workload');
const effects = {
  objects: new S3ObjectStore(s3Client()),
  registry: ownModelRegistry(sageMakerClient()),
  metrics: new CloudWatchMetricSink(cloudWatchClient()),
  plans: readDriftPlans(__dirname),
  predictionsBucket: fromEnvironment('predictionsBucket'),
  modelsBucket: fromEnvironment('modelsBucket'),
  quarantineBucket: fromEnvironment('quarantineBucket'),
  lines: monitorLines(),
  clock: systemClock,
  journal,
};

export const handler = (
  events: QueuedEvents,
  context: { getRemainingTimeInMillis(): number },
): Promise<FailedEvents> => {
  const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
  return handleQueuedEvents(journal, createWatchWorkload({ ...effects, hasTime }))(events);
};
