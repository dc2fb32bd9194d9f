import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { RetrainingMessage } from '../../lambdas/contracts/retraining';
import type { EventQueue } from '../functions/event-queue';
import { acknowledge } from '../observability/acknowledge';

export interface RetrainingSchedulesProps {
  readonly key: IKey;
  readonly queue: EventQueue;
  readonly lookEveryMinutes: number;
  /** By workload: when it is trained regularly. */
  readonly regular: Readonly<Record<string, string>>;
}

/** Asks for scheduled trainings, and has the coordinator look at what no event tells of. */
export class RetrainingSchedules extends Construct {
  private readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RetrainingSchedulesProps,
  ) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Asks for scheduled trainings',
    });
    props.key.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');
    const finding = 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]';
    acknowledge(this.role, finding, 'The library gives it to senders to a queue, on the one key of that queue.');
    const { lookEveryMinutes: minutes, regular } = props;
    const description = 'Look for lost leases, alarms that stay and new labels';
    this.send('Look', {
      description,
      expression: ScheduleExpression.rate(Duration.minutes(minutes)),
      message: { kind: 'look' },
    });
    for (const [workload, expression] of Object.entries(regular)) {
      // Two deliveries of one moment are one request.
      const call = { workload, reason: 'schedule', at: ContextAttribute.scheduledTime } as const;
      this.send(`Regular-${workload}`, {
        description: `Ask for a training of ${workload} on what is curated by then`,
        expression: ScheduleExpression.expression(expression),
        message: { kind: 'request', call },
      });
    }
  }

  private send(id: string, { description, expression, message }: Sent): void {
    const { queue } = this.props;
    new Schedule(this, id, {
      description,
      schedule: expression,
      target: new SqsSendMessage(queue.resource, {
        role: this.role,
        input: ScheduleTargetInput.fromObject(message),
        deadLetterQueue: queue.deadLetters,
        retryAttempts: 3,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}

interface Sent {
  readonly description: string;
  readonly expression: ScheduleExpression;
  readonly message: RetrainingMessage;
}
