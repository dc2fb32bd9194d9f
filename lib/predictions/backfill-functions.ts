import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { intakePrefixes, recordPrefixes, transformPrefix } from '../../lambdas/contracts/key-layout';
import { endpointName } from '../../lambdas/contracts/resource-names';
import { trainingPrefix } from '../../lambdas/contracts/training-layout';
import type { TrainedWorkload } from '../config/trained-workloads';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { LedgerTable } from '../ingestion/ledger-table';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';

export interface BackfillFunctionsProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly ledger: LedgerTable;
  readonly registry: Registry;
  readonly workloads: readonly TrainedWorkload[];
  /** Of predictions. */
  readonly queue: Queue;
}

/** One function a state of "Backfill predictions", each with the rights of that state only. */
export class BackfillFunctions extends Construct {
  readonly prepare: FeatureFunction;
  readonly plan: FeatureFunction;
  readonly handOver: FeatureFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BackfillFunctionsProps,
  ) {
    super(scope, id);
    this.prepare = this.function('Prepare', 'prepare-backfill', 'Decides which version a backfill asks');
    this.plan = this.function('Plan', 'plan-backfill', 'Lists the images that a transform job is to work through');
    this.handOver = this.function('HandOver', 'hand-over-answers', 'Sends the answers of a transform job on their way');
    this.grantPrepare();
    this.grantPlan();
    this.grantHandOver();
  }

  get all(): readonly FeatureFunction[] {
    return [this.prepare, this.plan, this.handOver];
  }

  private function(
    id: string,
    verb: 'hand-over-answers' | 'plan-backfill' | 'prepare-backfill',
    description: string,
  ): FeatureFunction {
    const { settings, key } = this.props;
    const name = `predictions/${verb}` as const;
    // 100,000 images of a part are about 40 MB of text; an artifact is hashed as it is read.
    const made = new FeatureFunction(this, id, {
      settings,
      key,
      name,
      description,
      memoryMiB: 1024,
      timeoutSeconds: 900,
    });
    made.acknowledgeNoDeadLetters('The workflow waits for its answer and fails with it.');
    return made;
  }

  private grantPrepare(): void {
    const { buckets, key, registry, settings, workloads } = this.props;
    const stack = Stack.of(this);
    const { project, environmentName: environment } = settings;
    const endpoints = workloads.map(({ id: workload }) => {
      const resourceName = endpointName({ project, environment, workload, stage: 'production' });
      return stack.formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName });
    });
    this.prepare.allow(['sagemaker:DescribeEndpoint'], endpoints);
    for (const { id: workload } of workloads) registry.groupOf(workload).grantListVersions(this.prepare);
    allowObjects(this.prepare, { actions: ['s3:GetObject'], bucket: buckets.models, prefixes: [trainingPrefix] });
    // With the right to list, a missing artifact is a 404 that the error explains, not a 403.
    this.prepare.allow(['s3:ListBucket'], [buckets.models.bucketArn]);
    allowKeyUseThrough(['s3'], this.prepare, key);
  }

  private grantPlan(): void {
    const { buckets, ledger, key } = this.props;
    const { incoming } = intakePrefixes;
    const prefixes = [...this.below(incoming), ...this.below(recordPrefixes.features)];
    allowObjects(this.plan, { actions: ['s3:GetObject'], bucket: buckets.curated, prefixes });
    this.plan.allow(['s3:ListBucket'], [buckets.curated.bucketArn]);
    allowObjects(this.plan, {
      actions: ['s3:PutObject'],
      bucket: buckets.predictions,
      prefixes: this.below(transformPrefix),
    });
    ledger.grantRead(this.plan);
    this.grantSending(this.plan);
    allowKeyUseThrough(['s3', 'dynamodb', 'sqs'], this.plan, key);
  }

  private grantHandOver(): void {
    const { buckets, key } = this.props;
    const { predictions } = buckets;
    const prefixes = this.below(transformPrefix);
    allowObjects(this.handOver, { actions: ['s3:GetObject'], bucket: predictions, prefixes });
    this.handOver.allow(['s3:ListBucket'], [predictions.bucketArn]);
    this.grantSending(this.handOver);
    allowKeyUseThrough(['s3', 'sqs'], this.handOver, key);
  }

  private grantSending(sender: FeatureFunction): void {
    const { queue, buckets } = this.props;
    sender.tell('curatedBucket', buckets.curated.bucketName);
    sender.tell('predictionsBucket', buckets.predictions.bucketName);
    sender.tell('predictionQueueUrl', queue.queueUrl);
    sender.allow(['sqs:SendMessage'], [queue.queueArn]);
  }

  private below(prefix: string): string[] {
    return this.props.workloads.map(({ id }) => `${prefix}${id}/`);
  }
}
