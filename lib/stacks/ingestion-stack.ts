import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import type { FunctionSettings } from '../functions/feature-function';
import { Ingestion } from '../ingestion/ingestion';
import { addOutputs } from '../observability/stack-outputs';
import type { DataStack } from './data-stack';

export interface IngestionStackProps extends StackProps {
  readonly environment: Environment;
  readonly data: DataStack;
  readonly functions: (stack: Stack) => FunctionSettings;
}

/** Incoming images and tables are validated here. */
export class IngestionStack extends Stack {
  readonly ingestion: Ingestion;

  constructor(scope: Construct, id: string, { environment, data, functions, ...props }: IngestionStackProps) {
    super(scope, id, { ...props, description: 'Everloop: validation of what arrives' });
    this.ingestion = new Ingestion(this, 'Ingestion', {
      settings: functions(this),
      environment,
      key: data.key.resource,
      buckets: data.buckets,
      ledger: data.ledger,
    });
    this.addIngestionOutputs(this.ingestion);
  }

  private addIngestionOutputs({ queue, workflow, backfill, functions, reconciler }: Ingestion): void {
    addOutputs(this, 'Ingestion', {
      IntakeQueueUrl: queue.resource.queueUrl,
      DeadLetterQueueUrl: queue.deadLetters.queueUrl,
      ValidationWorkflow: workflow.resource.stateMachineArn,
      BackfillWorkflow: backfill.resource.stateMachineArn,
      ValidateFunction: functions.validate.resource.functionName,
      PlaceFunction: functions.place.resource.functionName,
      ReconcileFunction: reconciler.function.resource.functionName,
      ValidationLogs: workflow.logGroup.logGroupName,
      BackfillLogs: backfill.logGroup.logGroupName,
      ValidateLogs: functions.validate.logGroup.logGroupName,
      PlaceLogs: functions.place.logGroup.logGroupName,
      ReconcileLogs: reconciler.function.logGroup.logGroupName,
    });
  }
}
