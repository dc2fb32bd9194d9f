import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import { addOutputs } from '../observability/stack-outputs';
import { Classification } from '../predictions/classification';
import type { DataStack } from './data-stack';
import type { RegistryStack } from './registry-stack';

export interface PredictionsStackProps extends StackProps {
  readonly environment: Environment;
  /** Whose images are classified. */
  readonly workloads: readonly TrainedWorkload[];
  readonly data: DataStack;
  readonly registry: RegistryStack;
  readonly functions: (stack: Stack) => FunctionSettings;
}

/** Validated images become predictions here. */
export class PredictionsStack extends Stack {
  readonly classification: Classification;
  readonly workloads: readonly TrainedWorkload[];

  constructor(scope: Construct, id: string, props: PredictionsStackProps) {
    const { environment, workloads, data, registry, functions, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: 'Everloop: predictions of what arrives' });
    this.workloads = workloads;
    this.classification = new Classification(this, 'Classification', {
      settings: functions(this),
      environment,
      workloads,
      key: data.key.resource,
      buckets: data.buckets,
      ledger: data.ledger,
      registry: registry.registry,
    });
    const { queue, function: classify } = this.classification;
    addOutputs(this, 'Predictions', {
      PredictionQueueUrl: queue.resource.queueUrl,
      PredictionDeadLetterQueueUrl: queue.deadLetters.queueUrl,
      ClassifyFunction: classify.resource.functionName,
      ClassifyLogs: classify.logGroup.logGroupName,
    });
  }
}
