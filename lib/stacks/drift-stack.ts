import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { WatchedWorkload } from '../config/drift-plans-of';
import type { Environment } from '../config/schema';
import { Monitors } from '../drift/monitors';
import type { FunctionSettings } from '../functions/feature-function';
import { addOutputs } from '../observability/stack-outputs';
import type { DataStack } from './data-stack';
import type { RegistryStack } from './registry-stack';

export interface DriftStackProps extends StackProps {
  readonly environment: Environment;
  readonly watched: readonly WatchedWorkload[];
  readonly data: DataStack;
  readonly registry: RegistryStack;
  readonly functions: (stack: Stack) => FunctionSettings;
}

/** Who watches what models answer. */
export class DriftStack extends Stack {
  readonly monitors: Monitors;
  readonly watched: readonly WatchedWorkload[];
  /** Takes news of predictions and labels; nobody wants them where monitors look by schedule alone. */
  readonly looks: Queue | undefined;
  /** What the names of alarms are made of. */
  readonly place: { readonly project: string; readonly environment: string };

  constructor(scope: Construct, id: string, props: DriftStackProps) {
    const { environment: _, watched, data, registry, functions, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: 'Everloop: watches what models answer' });
    const settings = functions(this);
    this.watched = watched;
    this.place = { project: settings.project, environment: settings.environmentName };
    this.monitors = new Monitors(this, 'Monitors', {
      settings,
      key: data.key.resource,
      buckets: data.buckets,
      registry: registry.registry,
      watched,
    });
    const { queue, function: watch } = this.monitors;
    this.looks = watched.some(({ plan }) => plan.policy.looks === 'prompt') ? queue.resource : undefined;
    addOutputs(this, 'Drift', {
      MonitorQueueUrl: queue.resource.queueUrl,
      MonitorDeadLetterQueueUrl: queue.deadLetters.queueUrl,
      WatchWorkloadFunction: watch.resource.functionName,
      WatchWorkloadLogs: watch.logGroup.logGroupName,
    });
  }
}
