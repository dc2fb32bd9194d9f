import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { datasetPrefix, recordPrefixes } from '../../lambdas/contracts/key-layout';
import type { TrainingCall } from '../../lambdas/contracts/training-start';
import type { TrainedWorkload } from '../config/trained-workloads';
import { EventQueue } from '../functions/event-queue';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { TrailTable } from '../trail/trail-table';
import type { TrainingPipeline } from './training-pipeline';

export interface TrainingStartProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly trail: TrailTable;
  readonly registry: Registry;
  readonly workloads: readonly TrainedWorkload[];
  readonly pipelines: readonly TrainingPipeline[];
}

/** Lambda's longest: a data set of a million records is read in that time. */
const timeoutSeconds = 900;

/** A reason comes in -> a data set is drawn and a pipeline started on it. Reasons wait in a queue, so that none is lost. */
export class TrainingStart extends Construct {
  readonly function: FeatureFunction;
  readonly queue: EventQueue;

  constructor(scope: Construct, id: string, props: TrainingStartProps) {
    super(scope, id);
    const { settings, key } = props;
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'training/start-training',
      description: 'Draws a data set of what is curated and starts the training pipeline on it',
      memoryMiB: 1024,
      timeoutSeconds,
    });
    this.grantDatasets(props);
    this.grantStart(props);
    this.queue = new EventQueue(this, 'Queue', { key, consumer: this.function, timeoutSeconds });
    this.addSchedules(props);
  }

  private grantDatasets({ buckets: { curated, models }, key }: TrainingStartProps): void {
    this.function.tell('modelsBucket', models.bucketName);
    this.function.tell('curatedBucket', curated.bucketName);
    const records = [recordPrefixes.features, recordPrefixes.imports];
    allowObjects(this.function, { actions: ['s3:GetObject'], bucket: curated, prefixes: records });
    allowObjects(this.function, {
      actions: ['s3:GetObject', 's3:PutObject'],
      bucket: models,
      prefixes: [datasetPrefix],
    });
    this.function.allow(['s3:ListBucket'], [curated.bucketArn, models.bucketArn]);
    allowKeyUseThrough(['s3'], this.function, key);
  }

  private grantStart({ registry, pipelines, trail }: TrainingStartProps): void {
    for (const group of registry.groups) group.grantListVersions(this.function);
    this.function.allow(
      // The list finds what an earlier delivery of the same reason started.
      ['sagemaker:StartPipelineExecution', 'sagemaker:ListPipelineExecutions'],
      pipelines.map(pipeline => pipeline.arn),
    );
    trail.grantAppend(this.function);
  }

  private addSchedules({ workloads, key }: TrainingStartProps): void {
    const scheduled = workloads.flatMap(({ id, plan }) => {
      const { schedule } = plan.settings;
      return schedule === undefined ? [] : [{ workload: id, schedule }];
    });
    if (scheduled.length === 0) return;
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Asks for scheduled trainings',
    });
    key.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    for (const { workload, schedule } of scheduled) {
      // Two deliveries of one moment start one execution.
      const call: TrainingCall = { workload, reason: 'schedule', at: ContextAttribute.scheduledTime };
      new Schedule(this, `Regular-${workload}`, {
        description: `Train ${workload} on what is curated by then`,
        schedule: ScheduleExpression.expression(schedule),
        target: new SqsSendMessage(this.queue.resource, {
          role,
          input: ScheduleTargetInput.fromObject(call),
          deadLetterQueue: this.queue.deadLetters,
          retryAttempts: 3,
          maxEventAge: Duration.hours(1),
        }),
      });
    }
  }
}
