import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import { addOutputs } from '../observability/stack-outputs';
import { Registry } from '../registry/registry';
import type { DataStack } from './data-stack';

export interface RegistryStackProps extends StackProps {
  readonly environment: Environment;
  readonly workloads: readonly TrainedWorkload[];
  readonly data: DataStack;
  readonly functions: (stack: Stack) => FunctionSettings;
}

/** Versions of the models, and the notices that ask people to decide on them. */
export class RegistryStack extends Stack {
  readonly registry: Registry;

  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    const { environment, workloads, data, functions, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: 'Everloop: versions of models and their approval' });
    this.registry = new Registry(this, 'Registry', {
      settings: functions(this),
      workloads,
      environment,
      key: data.key.resource,
      buckets: data.buckets,
    });
    const { topic, function: send, queue } = this.registry.notifications;
    const { function: notify } = this.registry.notices;
    addOutputs(this, 'Registry', {
      ApprovalTopic: topic.resource.topicArn,
      ApprovalNoticeFunction: notify.resource.functionName,
      ApprovalNoticeLogs: notify.logGroup.logGroupName,
      NoticeQueueUrl: queue.resource.queueUrl,
      NoticeDeadLetterQueueUrl: queue.deadLetters.queueUrl,
      SendNoticeFunction: send.resource.functionName,
      SendNoticeLogs: send.logGroup.logGroupName,
    });
  }
}
