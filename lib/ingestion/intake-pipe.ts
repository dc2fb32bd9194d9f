import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment } from '../config/schema';

export interface IntakePipeProps {
  readonly queue: Queue;
  readonly workflow: IStateMachine;
  readonly environment: Environment;
}

/** Runs the workflow once per batch and waits for it: only the items that it names go back to the queue. */
export class IntakePipe extends Construct {
  readonly resource: CfnPipe;

  constructor(scope: Construct, id: string, { queue, workflow, environment }: IntakePipeProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Takes batches from the intake queue to the validation workflow',
    });
    queue.grantConsumeMessages(role);
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:StartSyncExecution'], resources: [workflow.stateMachineArn] }),
    );
    this.resource = new CfnPipe(this, 'Resource', {
      description: 'Intake queue to validation workflow',
      roleArn: role.roleArn,
      source: queue.queueArn,
      sourceParameters: {
        sqsQueueParameters: {
          batchSize: environment.ingestion.batchSize,
          maximumBatchingWindowInSeconds: environment.ingestion.batchWindowSeconds,
        },
      },
      target: workflow.stateMachineArn,
      targetParameters: { stepFunctionStateMachineParameters: { invocationType: 'REQUEST_RESPONSE' } },
    });
    // The pipe checks its rights when it is created; the policy is a resource of its own.
    this.resource.node.addDependency(role);
  }
}
