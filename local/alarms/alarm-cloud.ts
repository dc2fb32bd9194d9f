import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  type CompositeAlarm,
  type MetricAlarm,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AlarmState } from './model';
import { SampleReader } from './sample-reader';
import { stateChangeDetail, type Transition } from './state-change';

export interface DescribedAlarms {
  readonly metric: readonly MetricAlarm[];
  readonly composite: readonly CompositeAlarm[];
}

export interface NewState {
  readonly state: AlarmState;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData: string;
}

/** Everything the alarm engine does to the laptop cloud. One account and region. */
export interface AlarmCloud {
  alarms(): Promise<DescribedAlarms>;
  readonly samples: Pick<SampleReader, 'read'>;
  /** Also dispatches the alarm's SNS actions and queues the transition. */
  setState(alarmName: string, state: NewState): Promise<void>;
  /** Acknowledges `delivered` and returns the changes of state that nobody was told of yet, oldest first. */
  transitions(scope: Scope, delivered: readonly string[]): Promise<readonly Transition[]>;
  emit(transition: Transition): Promise<void>;
  invoke(functionArn: string, event: object): Promise<void>;
  close(): void;
}

/** The account and region of the emulator's stores. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface AlarmCloudOptions {
  readonly endpoint: string;
  readonly region: string;
  /** Of the account's root: only root may emit aws.* events. */
  readonly credentials: NonNullable<CloudWatchClientConfig['credentials']>;
}

/** The laptop cloud behind `endpoint`. */
export function connectAlarmCloud({ endpoint, region, credentials }: AlarmCloudOptions): AlarmCloud {
  const config = { endpoint, region, credentials, maxAttempts: 2 };
  const cloudWatch = new CloudWatchClient(config);
  const events = new EventBridgeClient(config);
  const lambda = new LambdaClient(config);
  return {
    alarms: () => describeAll(cloudWatch),
    samples: new SampleReader(request => callDoor(endpoint, { operation: 'datapoints', ...request })),
    async setState(AlarmName, { state, reason, reasonData }) {
      const change = { StateValue: state, StateReason: reason.slice(0, 1023), StateReasonData: reasonData };
      await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, ...change }));
    },
    async transitions(scope, delivered) {
      const answer = await callDoor(endpoint, { operation: 'transitions', ...scope, delivered });
      return (answer as { transitions: readonly Transition[] }).transitions;
    },
    emit: transition => emit(events, transition),
    async invoke(FunctionName, event) {
      const Payload = Buffer.from(JSON.stringify(event));
      await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
    },
    close() {
      for (const client of [cloudWatch, events, lambda]) client.destroy();
    },
  };
}

async function describeAll(client: CloudWatchClient): Promise<DescribedAlarms> {
  const metric: MetricAlarm[] = [];
  const composite: CompositeAlarm[] = [];
  const request = { AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
  for await (const page of paginateDescribeAlarms({ client, pageSize: 100 }, request)) {
    metric.push(...(page.MetricAlarms ?? []));
    composite.push(...(page.CompositeAlarms ?? []));
  }
  return { metric, composite };
}

async function emit(client: EventBridgeClient, transition: Transition): Promise<void> {
  const entry = {
    Source: 'aws.cloudwatch',
    DetailType: 'CloudWatch Alarm State Change',
    Detail: JSON.stringify(stateChangeDetail(transition)),
    Resources: [transition.alarm.AlarmArn ?? ''],
    Time: new Date(transition.at * 1000),
  };
  const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  const refused = Entries.find(result => result.ErrorCode);
  if (refused) throw new Error(`PutEvents: ${refused.ErrorCode}: ${refused.ErrorMessage}`);
}

/** The plug-in's one internal route (local/ministack/alarms.py). */
async function callDoor(endpoint: string, request: object): Promise<unknown> {
  const response = await fetch(new URL('/_everloop/alarms', endpoint), {
    method: 'POST',
    body: JSON.stringify(request),
    headers: { 'content-type': 'application/json' },
  });
  if (response.ok) return response.json();
  throw new Error(
    `alarm engine: ${endpoint} must be the laptop cloud with its plug-in, got ${response.status}; run everloop up`,
  );
}
