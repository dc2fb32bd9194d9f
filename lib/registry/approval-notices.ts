import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { loopEventTypes } from '../../lambdas/contracts/loop-events';
import { trainingPrefix } from '../../lambdas/contracts/training-layout';
import { EventQueue } from '../functions/event-queue';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { Notifications } from '../notifications/notifications';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { ModelGroup } from './model-group';

export interface ApprovalNoticesProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly notifications: Notifications;
  readonly groups: readonly ModelGroup[];
  /** Of them, those whose versions a policy may approve. */
  readonly automatic: readonly ModelGroup[];
}

const timeoutSeconds = 30;

/** A version is registered -> people get its scores and the commands that decide, or hear that a policy approved it. */
export class ApprovalNotices extends Construct {
  readonly function: FeatureFunction;
  readonly queue: EventQueue;

  constructor(scope: Construct, id: string, props: ApprovalNoticesProps) {
    super(scope, id);
    const { settings, key, groups } = props;
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'registry/notify-approval',
      description: 'Asks people to decide on a version that waits for approval',
      memoryMiB: 256,
      timeoutSeconds,
    });
    this.grant(props);
    this.queue = new EventQueue(this, 'Queue', { key, consumer: this.function, timeoutSeconds });
    this.queue.receive('VersionChanged', 'Versions of our models that wait for approval', {
      source: ['aws.sagemaker'],
      detailType: [loopEventTypes.version],
      detail: {
        ModelPackageGroupName: groups.map(({ name }) => name),
        ModelApprovalStatus: ['PendingManualApproval'],
      },
    });
  }

  private grant({ key, buckets: { models }, groups, automatic, notifications }: ApprovalNoticesProps): void {
    notifications.grantSend(this.function);
    this.function.tell('modelsBucket', models.bucketName);
    allowObjects(this.function, { actions: ['s3:GetObject'], bucket: models, prefixes: [trainingPrefix] });
    // With the right to list, a missing evaluation is a 404 that the notice mentions, not a 403.
    this.function.allow(['s3:ListBucket'], [models.bucketArn]);
    allowKeyUseThrough(['s3'], this.function, key);
    for (const group of groups) group.grantDescribeVersions(this.function);
    for (const group of automatic) {
      group.grantListVersions(this.function);
      group.grantDecide(this.function);
    }
  }
}
