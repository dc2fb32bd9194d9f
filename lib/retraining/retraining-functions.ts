import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { datasetPrefix, recordPrefixes } from '../../lambdas/contracts/key-layout';
import { monitoringPrefix } from '../../lambdas/contracts/monitoring';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import type { Registry } from '../registry/registry';
import type { DeskTable } from '../storage/desk-table';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { TrailTable } from '../trail/trail-table';

export interface RetrainingFunctionsProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly registry: Registry;
  readonly trail: TrailTable;
  readonly desk: DeskTable;
  readonly releases: DeskTable;
  /** Names of the training pipelines. */
  readonly pipelines: readonly string[];
}

/** One function decides, one starts what was decided, one says why nothing came of it. */
export class RetrainingFunctions extends Construct {
  /** Of the deciding function, as the queue in front of it counts it. */
  static readonly timeoutSeconds = 60;

  readonly coordinate: FeatureFunction;
  readonly start: FeatureFunction;
  readonly giveUp: FeatureFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RetrainingFunctionsProps,
  ) {
    super(scope, id);
    const { settings, key, desk, trail } = props;
    const shared = { settings, key, memoryMiB: 256, timeoutSeconds: RetrainingFunctions.timeoutSeconds };
    this.coordinate = new FeatureFunction(this, 'Coordinate', {
      ...shared,
      name: 'retraining/coordinate',
      description: 'Decides whether a retraining starts now',
    });
    this.start = new FeatureFunction(this, 'Start', {
      ...shared,
      name: 'retraining/start-training',
      description: 'Draws a data set of what is curated and starts the training pipeline on it',
      memoryMiB: 1024,
      // Lambda's longest: a data set of a million records is read in that time.
      timeoutSeconds: 900,
    });
    this.giveUp = new FeatureFunction(this, 'GiveUp', {
      ...shared,
      name: 'retraining/give-up',
      description: 'Gives the lease of a training back that could not start',
    });
    for (const user of [this.coordinate, this.start, this.giveUp]) {
      desk.grantUse(user);
      trail.grantAppend(user);
      this.allowExecutions(user);
    }
    for (const user of [this.start, this.giveUp]) user.acknowledgeNoDeadLetters('Its workflow waits for its answer.');
    this.grantWatching();
    this.grantDatasets();
    this.grantStart();
  }

  /** What it must know to decide: executions, alarms, how far the last version is, and how much is new. */
  private grantWatching(): void {
    const { registry, releases, buckets, key } = this.props;
    const user = this.coordinate;
    releases.grantRead(user);
    for (const group of registry.groups) group.grantListVersions(user);
    // CloudWatch shows composite alarms to nobody with a narrower right.
    user.allow(['cloudwatch:DescribeAlarms'], ['*']);
    user.tell('modelsBucket', buckets.models.bucketName);
    user.tell('curatedBucket', buckets.curated.bucketName);
    user.tell('predictionsBucket', buckets.predictions.bucketName);
    user.allow(
      ['s3:ListBucket'],
      [buckets.curated, buckets.models, buckets.predictions].map(({ bucketArn }) => bucketArn),
    );
    // What monitors found tells which time an alarm is about.
    allowObjects(user, { actions: ['s3:GetObject'], bucket: buckets.predictions, prefixes: [monitoringPrefix] });
    registry.notifications.grantSend(user);
    allowKeyUseThrough(['s3'], user, key);
  }

  private grantDatasets(): void {
    const { buckets, key } = this.props;
    const { curated, models } = buckets;
    this.start.tell('modelsBucket', models.bucketName);
    this.start.tell('curatedBucket', curated.bucketName);
    const { examples, feedback, gathered, imports } = recordPrefixes;
    const prefixes = [examples, feedback, gathered, imports];
    allowObjects(this.start, { actions: ['s3:GetObject'], bucket: curated, prefixes });
    allowObjects(this.start, { actions: ['s3:GetObject', 's3:PutObject'], bucket: models, prefixes: [datasetPrefix] });
    this.start.allow(['s3:ListBucket'], [curated.bucketArn, models.bucketArn]);
    allowKeyUseThrough(['s3'], this.start, key);
  }

  private grantStart(): void {
    for (const group of this.props.registry.groups) group.grantListVersions(this.start);
    this.start.allow(
      ['sagemaker:StartPipelineExecution'],
      this.props.pipelines.map(name => this.pipelineArn(name)),
    );
  }

  /** The real execution counts, not what is remembered of it. */
  private allowExecutions(user: FeatureFunction): void {
    const { pipelines } = this.props;
    user.allow(
      ['sagemaker:ListPipelineExecutions'],
      pipelines.map(name => this.pipelineArn(name)),
    );
    for (const name of pipelines) {
      const executions = this.pipelineArn(`${name}/execution/*`);
      user.allow(['sagemaker:DescribePipelineExecution'], [executions]);
      const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, executions)}]`;
      acknowledge(user, finding, 'Executions of one pipeline; they are named as they come.');
    }
  }

  private pipelineArn(resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'sagemaker', resource: 'pipeline', resourceName });
  }
}
