import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import { addOutputs } from '../observability/stack-outputs';
import { Retraining } from '../retraining/retraining';
import type { DataStack } from './data-stack';
import type { RegistryStack } from './registry-stack';
import type { ServingStack } from './serving-stack';
import type { TrainingStack } from './training-stack';

export interface RetrainingStackProps extends StackProps {
  readonly environment: Environment;
  readonly workloads: readonly TrainedWorkload[];
  readonly data: DataStack;
  readonly registry: RegistryStack;
  readonly training: TrainingStack;
  readonly serving: ServingStack;
  readonly functions: (stack: Stack) => FunctionSettings;
}

/** Who decides whether a model is trained again, and starts it. */
export class RetrainingStack extends Stack {
  readonly retraining: Retraining;

  constructor(scope: Construct, id: string, props: RetrainingStackProps) {
    const { environment, workloads, data, registry, training, serving, functions, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: 'Everloop: the only door to retraining' });
    const { pipelines } = training.training;
    this.addStackDependency(training);
    this.retraining = new Retraining(this, 'Retraining', {
      settings: functions(this),
      environment,
      workloads,
      key: data.key.resource,
      buckets: data.buckets,
      registry: registry.registry,
      trail: data.trail,
      releases: serving.release.desk,
      pipelines: pipelines.map(({ name }) => name),
    });
    const { desk, queue, workflow, functions: own } = this.retraining;
    addOutputs(this, 'Retraining', {
      RetrainingTable: desk.resource.tableName,
      RetrainingQueueUrl: queue.resource.queueUrl,
      RetrainingDeadLetterQueueUrl: queue.deadLetters.queueUrl,
      CoordinateFunction: own.coordinate.resource.functionName,
      CoordinateLogs: own.coordinate.logGroup.logGroupName,
      StartTrainingWorkflow: workflow.resource.stateMachineArn,
      StartTrainingWorkflowLogs: workflow.logGroup.logGroupName,
      StartTrainingFunction: own.start.resource.functionName,
      StartTrainingLogs: own.start.logGroup.logGroupName,
      GiveUpLogs: own.giveUp.logGroup.logGroupName,
    });
  }
}
