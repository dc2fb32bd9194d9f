import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { MonitorMessage } from '../../lambdas/contracts/monitoring';
import type { WatchedWorkload } from '../config/drift-plans-of';
import type { EventQueue } from '../functions/event-queue';
import { acknowledge } from '../observability/acknowledge';

export interface MonitorSchedulesProps {
  readonly key: IKey;
  readonly queue: EventQueue;
  readonly watched: readonly WatchedWorkload[];
}

/** Has each workload's windows judged as they end; EventBridge Scheduler's shortest rate is a minute. */
export class MonitorSchedules extends Construct {
  constructor(scope: Construct, id: string, { key, queue, watched }: MonitorSchedulesProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Asks for windows of predictions to be judged',
    });
    key.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    const finding = 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]';
    acknowledge(role, finding, 'The library gives it to senders to a queue, on the one key of that queue.');
    for (const { id: workload, plan } of watched) {
      const message: MonitorMessage = { kind: 'due', workload, at: ContextAttribute.scheduledTime };
      new Schedule(this, `Look-${workload}`, {
        description: `Judge the predictions of ${workload}`,
        schedule: ScheduleExpression.rate(Duration.minutes(Math.ceil(plan.policy.stepSeconds / 60))),
        target: new SqsSendMessage(queue.resource, {
          role,
          input: ScheduleTargetInput.fromObject(message),
          deadLetterQueue: queue.deadLetters,
          retryAttempts: 3,
          maxEventAge: Duration.hours(1),
        }),
      });
    }
  }
}
