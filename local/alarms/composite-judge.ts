import type { CompositeAlarm } from '@aws-sdk/client-cloudwatch';
import type { NewState } from './alarm-cloud';
import { childrenOf, parseRule, type Rule, ruleHolds } from './composite-rule';
import type { AlarmState } from './model';
import { isoWithZone } from './reason';

export interface CompositeVerdict {
  readonly alarm: string;
  /** @throws AlarmDefinitionError when the rule cannot be read. */
  readonly change: () => NewState;
}

/**
 * Judges composite alarms when their rule or a child's state changed, as CloudWatch does: a state that a user set
 * stands until then. A new one, and each one after a restart of the engine, is judged at once.
 */
export class CompositeJudge {
  private readonly seen = new Map<string, Readonly<Record<string, string>>>();

  /** Yields the composite alarms to change, children before parents; the caller updates `states` after each. */
  *judge(
    alarms: readonly CompositeAlarm[],
    states: ReadonlyMap<string, AlarmState>,
    now: number,
  ): Generator<CompositeVerdict> {
    for (const alarm of childrenFirst(alarms)) {
      const name = alarm.AlarmName ?? '';
      const rule = read(alarm);
      if (!rule) {
        yield { alarm: name, change: () => parseRule(alarm.AlarmRule ?? '') as never };
        continue;
      }
      const inputs = inputsOf(alarm, rule, states);
      const before = this.seen.get(name);
      if (before && JSON.stringify(before) === JSON.stringify(inputs)) continue;
      const state = ruleHolds(rule, child => states.get(child)) ? 'ALARM' : 'OK';
      const changed = childrenOf(rule).filter(child => before && before[child] !== inputs[child]);
      if (state !== states.get(name)) {
        yield { alarm: name, change: () => newState(alarm, { state, changed, states, now }) };
      }
      // Not reached when the caller failed to set the state: the next round tries again.
      this.seen.set(name, inputs);
    }
    const existing = new Set(alarms.map(alarm => alarm.AlarmName ?? ''));
    for (const name of this.seen.keys()) if (!existing.has(name)) this.seen.delete(name);
  }
}

function read(alarm: CompositeAlarm): Rule | undefined {
  try {
    return parseRule(alarm.AlarmRule ?? '');
  } catch {
    return undefined;
  }
}

function inputsOf(alarm: CompositeAlarm, rule: Rule, states: ReadonlyMap<string, AlarmState>): Record<string, string> {
  const children = childrenOf(rule).map(child => [child, states.get(child) ?? 'absent'] as const);
  return { '': alarm.AlarmRule ?? '', ...Object.fromEntries(children) };
}

function childrenFirst(alarms: readonly CompositeAlarm[]): readonly CompositeAlarm[] {
  const byName = new Map(alarms.map(alarm => [alarm.AlarmName ?? '', alarm]));
  const sorted = new Set<CompositeAlarm>();
  const visit = (alarm: CompositeAlarm, path: readonly CompositeAlarm[]): void => {
    // A circle is possible (a rule may be changed after its parent was made): its members keep their order.
    if (sorted.has(alarm) || path.includes(alarm)) return;
    const rule = read(alarm);
    for (const child of rule ? childrenOf(rule) : []) {
      const composite = byName.get(child);
      if (composite) visit(composite, [...path, alarm]);
    }
    sorted.add(alarm);
  };
  for (const alarm of alarms) visit(alarm, []);
  return [...sorted];
}

interface Change {
  readonly state: AlarmState;
  /** Names of the children whose change brought this one about; none when the alarm is new. */
  readonly changed: readonly string[];
  readonly states: ReadonlyMap<string, AlarmState>;
  readonly now: number;
}

function newState(alarm: CompositeAlarm, { state, changed, states, now }: Change): NewState {
  const arnOf = (name: string) => (alarm.AlarmArn ?? '').replace(/:alarm:.*$/, `:alarm:${name}`);
  const [first] = changed;
  const reason = first
    ? `${arnOf(first)} transitioned to ${states.get(first)} at ${new Date(now * 1000).toUTCString()}`
    : `${alarm.AlarmArn} was created or updated and its alarm rule evaluates to ${state}`;
  const triggeringAlarms = changed.map(name => ({
    arn: arnOf(name),
    state: { value: states.get(name), timestamp: isoWithZone(now) },
  }));
  return { state, reason, reasonData: JSON.stringify({ triggeringAlarms }) };
}
