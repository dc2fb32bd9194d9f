import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  QueryLanguage,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeInvocation, acknowledgeTracing } from '../observability/acknowledge';
import { type WorkflowSettings, workflowLogGroup } from './workflow-logs';

export interface StandardWorkflowProps {
  readonly settings: WorkflowSettings;
  readonly comment: string;
  readonly definition: IChainable;
  readonly timeout: Duration;
  /** `states` where execution data may hold senders' file names: those stay out of the log. */
  readonly logs: 'states' | 'states and their data';
  /** The functions that the definition invokes. */
  readonly invokes: readonly IFunction[];
}

export interface StandardWorkflow {
  readonly resource: StateMachine;
  readonly logGroup: LogGroup;
}

/** A Standard workflow in JSONata that logs each of its states to an encrypted group of its own, and is traced. */
export function standardWorkflow(scope: Construct, props: StandardWorkflowProps): StandardWorkflow {
  const logGroup = workflowLogGroup(scope, props.settings);
  const resource = new StateMachine(scope, 'Resource', {
    comment: props.comment,
    stateMachineType: StateMachineType.STANDARD,
    queryLanguage: QueryLanguage.JSONATA,
    definitionBody: DefinitionBody.fromChainable(props.definition),
    timeout: props.timeout,
    tracingEnabled: true,
    logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: props.logs === 'states and their data' },
  });
  acknowledgeTracing(scope);
  acknowledgeInvocation(scope, props.invokes);
  return { resource, logGroup };
}
