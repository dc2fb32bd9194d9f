import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import { addOutputs } from '../observability/stack-outputs';
import { Classification } from '../predictions/classification';
import { Gathering } from '../predictions/gathering';
import { Labels } from '../predictions/labels';
import { Transforms } from '../predictions/transforms';
import type { DataStack } from './data-stack';
import type { RegistryStack } from './registry-stack';
import type { TrainingStack } from './training-stack';

export interface PredictionsStackProps extends StackProps {
  readonly environment: Environment;
  /** Whose images are classified. */
  readonly workloads: readonly TrainedWorkload[];
  readonly data: DataStack;
  readonly registry: RegistryStack;
  readonly training: TrainingStack;
  /** Of monitors that are told of predictions and labels. */
  readonly looks: Queue | undefined;
  readonly functions: (stack: Stack) => FunctionSettings;
}

/** Validated images become predictions here, and labels answer them. */
export class PredictionsStack extends Stack {
  readonly classification: Classification;
  readonly labels: Labels;
  readonly gathering: Gathering;
  readonly transforms: Transforms;
  readonly workloads: readonly TrainedWorkload[];

  constructor(scope: Construct, id: string, props: PredictionsStackProps) {
    const { environment, workloads, data, registry, training, looks, functions, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: 'Everloop: predictions of what arrives' });
    this.workloads = workloads;
    const shared = {
      settings: functions(this),
      key: data.key.resource,
      buckets: data.buckets,
      ledger: data.ledger,
      workloads,
      looks,
    };
    this.labels = new Labels(this, 'Labels', shared);
    this.classification = new Classification(this, 'Classification', {
      ...shared,
      environment,
      registry: registry.registry,
      labels: this.labels,
    });
    const { queue, function: classify } = this.classification;
    this.gathering = new Gathering(this, 'Gathering', { ...shared, environment, deadLetters: queue.deadLetters });
    this.transforms = new Transforms(this, 'Transforms', {
      ...shared,
      environment,
      registry: registry.registry,
      image: training.training.image,
      queue: queue.resource,
    });
    const { workflow, functions: backfill } = this.transforms;
    addOutputs(this, 'Predictions', {
      PredictionQueueUrl: queue.resource.queueUrl,
      PredictionDeadLetterQueueUrl: queue.deadLetters.queueUrl,
      ClassifyFunction: classify.resource.functionName,
      ClassifyLogs: classify.logGroup.logGroupName,
      LabelQueueUrl: this.labels.queue.resource.queueUrl,
      LabelDeadLetterQueueUrl: this.labels.queue.deadLetters.queueUrl,
      JoinLabelsFunction: this.labels.function.resource.functionName,
      JoinLabelsLogs: this.labels.function.logGroup.logGroupName,
      GatherRecordsFunction: this.gathering.function.resource.functionName,
      GatherRecordsLogs: this.gathering.function.logGroup.logGroupName,
      BackfillPredictionsWorkflow: workflow.resource.stateMachineArn,
      BackfillPredictionsLogs: workflow.logGroup.logGroupName,
      PrepareBackfillLogs: backfill.prepare.logGroup.logGroupName,
      PlanBackfillLogs: backfill.plan.logGroup.logGroupName,
      HandOverLogs: backfill.handOver.logGroup.logGroupName,
    });
  }
}
