import { readApprovalPolicies } from '../../adapters/approval-policies-file';
import { s3Client } from '../../adapters/aws/clients';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { ownNotifier } from '../../adapters/aws/own-notifier';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createNotifyApproval } from '../../handlers/registry/notify-approval';

const journal = new PowertoolsLog('notify-approval');

export const handler = handleQueuedEvents(
  journal,
  createNotifyApproval({
    registry: ownModelRegistry(sageMakerClient()),
    objects: new S3ObjectStore(s3Client()),
    notifier: ownNotifier(),
    journal,
    environment: fromEnvironment('environmentName'),
    modelsBucket: fromEnvironment('modelsBucket'),
    policies: readApprovalPolicies(__dirname),
  }),
);
