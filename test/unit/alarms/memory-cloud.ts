import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmCloud } from '../../../local/alarms/alarm-cloud';
import { metricKey, type Sample } from '../../../local/alarms/model';
import type { Transition } from '../../../local/alarms/state-change';
import { metric } from './fixtures';

const arn = (name: string) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`;

/** Alarms, samples and the queue of transitions in memory; `fail` makes one operation throw. */
export class MemoryCloud implements AlarmCloud {
  readonly metric: MetricAlarm[] = [];
  readonly composite: CompositeAlarm[] = [];
  readonly points = new Map<string, Sample[]>();
  readonly sets: string[] = [];
  readonly told: string[] = [];
  queued: Transition[] = [];
  fail = new Set<string>();

  addAlarm(AlarmName: string, changes: Partial<MetricAlarm> = {}): void {
    this.metric.push({
      AlarmName,
      AlarmArn: arn(AlarmName),
      Namespace: metric().namespace,
      MetricName: metric().name,
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      StateValue: 'INSUFFICIENT_DATA',
      ...changes,
    });
  }

  addComposite(AlarmName: string, AlarmRule: string): void {
    this.composite.push({ AlarmName, AlarmArn: arn(AlarmName), AlarmRule, StateValue: 'INSUFFICIENT_DATA' });
  }

  publish(sample: Sample): void {
    const key = metricKey(metric());
    this.points.set(key, [...(this.points.get(key) ?? []), sample]);
  }

  find(name: string): MetricAlarm & CompositeAlarm {
    return [...this.metric, ...this.composite].find(alarm => alarm.AlarmName === name) ?? {};
  }

  async alarms() {
    this.mayFail('alarms');
    return { metric: this.metric, composite: this.composite };
  }

  readonly samples = {
    read: async () =>
      new Map([...this.points].map(([key, samples]) => [key, { version: String(samples.length), samples }])),
  };

  async setState(name: string, { state, reason, reasonData }: { state: string; reason: string; reasonData: string }) {
    this.mayFail('setState');
    const alarm = this.find(name);
    const previous = { StateValue: alarm.StateValue as never };
    Object.assign(alarm, { StateValue: state, StateReason: reason, StateReasonData: reasonData });
    this.sets.push(`${name} ${state}`);
    this.queued.push({
      id: `${this.sets.length}`,
      at: 0,
      alarm: { ...alarm },
      composite: 'AlarmRule' in alarm,
      previous,
    });
  }

  async transitions(_scope: unknown, delivered: readonly string[]) {
    this.queued = this.queued.filter(transition => !delivered.includes(transition.id));
    return this.queued;
  }

  async emit(transition: Transition) {
    this.mayFail('emit');
    this.told.push(`event ${transition.alarm.AlarmName} ${transition.alarm.StateValue}`);
  }

  async invoke(functionArn: string) {
    this.mayFail('invoke');
    this.told.push(`function ${functionArn}`);
  }

  close(): void {}

  private mayFail(operation: string): void {
    if (this.fail.has(operation)) throw new Error(`${operation} is out of order`);
  }
}
