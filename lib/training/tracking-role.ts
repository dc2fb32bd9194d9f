import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { tuningJobPattern } from '../../lambdas/contracts/loop-events';
import { metricNamespace } from '../../lambdas/contracts/metrics';
import { trainingPrefixOf } from '../../lambdas/contracts/training-layout';
import type { Tracking } from '../config/tracking';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowObjects } from '../storage/object-access';
import type { ContainerImage } from './container-image';
import { JobRole } from './job-role';
import { readPrefixes } from './job-roles';

export interface TrackingRoleProps {
  readonly workload: string;
  readonly tracking: Tracking;
  /** Whether a tuning job makes the model: its trials are listed then. */
  readonly isTuned: boolean;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly image: ContainerImage;
  readonly networked: boolean;
}

/** What one run takes, and no deletion. */
const storeActions = [
  'CreateExperiment',
  'CreateRun',
  'GetExperiment',
  'GetExperimentByName',
  'GetRun',
  'LogBatch',
  'RestoreExperiment',
  'SearchRuns',
  'UpdateRun',
].map(action => `sagemaker-mlflow:${action}`);

/** Of the one job with a network: figures and artifacts of its workload, the experiment store, nobody's pictures. */
export class TrackingRole extends JobRole {
  constructor(scope: Construct, id: string, props: TrackingRoleProps) {
    const { workload, tracking, buckets, image, key, networked } = props;
    const description = `${workload}: writes figures to the experiment store`;
    super(scope, id, { family: 'ProcessingJobs', description, key, networked });
    const own = trainingPrefixOf(workload);
    image.grantPull(this);
    readPrefixes(this, buckets.models, [own]);
    allowObjects(this, { actions: ['s3:PutObject'], bucket: buckets.models, prefixes: [own] });
    this.allow(['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': metricNamespace } });
    if (props.isTuned) this.allowTrials();
    if (tracking.kind === 'managed') this.allowStore(tracking.storeArn);
  }

  private allowTrials(): void {
    const resource = 'hyper-parameter-tuning-job';
    const arn = Stack.of(this).formatArn({ service: 'sagemaker', resource, resourceName: tuningJobPattern });
    this.allow(['sagemaker:ListTrainingJobsForHyperParameterTuningJob'], [arn]);
    const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, arn)}]`;
    acknowledge(this, finding, 'Tuning jobs of pipelines; their names end in what SageMaker draws.');
  }

  /** An app asks for one right more: to be called at all. */
  private allowStore(arn: string): void {
    const isApp = arn.includes(':mlflow-app/');
    this.allow([...(isApp ? ['sagemaker:CallMlflowAppApi'] : []), ...storeActions], [arn]);
  }
}
