import type { MetricAlarm as DescribedAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmCloud, NewState, Scope } from './alarm-cloud';
import { CompositeJudge } from './composite-judge';
import { Delivery } from './delivery';
import { metricAlarmOf } from './description';
import { AlarmDefinitionError } from './errors';
import { evaluateAlarm, evaluationStart, type OpenPeriod } from './evaluate-alarm';
import { type AlarmState, type MetricAlarm, metricKey } from './model';
import { periodStart } from './periods';
import type { ReadSamples, WantedSamples } from './sample-reader';

export interface EngineOptions {
  readonly openPeriod: OpenPeriod;
  /** One line per problem; the same problem of the same alarm comes once. */
  readonly log: (line: string) => void;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Without news, an alarm is judged again this often: how long a state set by a user stands at most. */
  readonly reevaluateSeconds: number;
}

interface Candidate {
  readonly described: DescribedAlarm;
  readonly alarm: MetricAlarm;
}

interface Judged {
  readonly fingerprint: string;
  readonly at: number;
  readonly state: AlarmState;
}

/**
 * Judges every alarm once per `tick`. States live in the cloud, and what is remembered here only saves work, so a
 * restart repeats nothing: a state is set only where it differs.
 */
export class AlarmEngine {
  private readonly judged = new Map<string, Judged>();
  private readonly problems = new Map<string, string>();
  private readonly composites = new CompositeJudge();
  private readonly delivery: Delivery;

  constructor(
    private readonly cloud: AlarmCloud,
    private readonly options: EngineOptions,
  ) {
    this.delivery = new Delivery(cloud, options.log);
  }

  async tick(): Promise<void> {
    const described = await this.cloud.alarms();
    const scope = scopeOf([...described.metric, ...described.composite]);
    if (!scope) return;
    const states = new Map<string, AlarmState>();
    for (const { AlarmName = '', StateValue } of [...described.metric, ...described.composite]) {
      states.set(AlarmName, StateValue as AlarmState);
    }
    await this.judgeMetricAlarms(scope, { alarms: described.metric, states });
    for (const { alarm, change } of this.composites.judge(described.composite, states, this.options.now())) {
      await this.guarded(alarm, async () => {
        await this.change(alarm, { change: change(), states });
        this.problems.delete(alarm);
      });
    }
    await this.delivery.deliver(scope);
  }

  private async judgeMetricAlarms(
    scope: Scope,
    { alarms, states }: { alarms: readonly DescribedAlarm[]; states: Map<string, AlarmState> },
  ): Promise<void> {
    const now = this.options.now();
    const candidates: Candidate[] = [];
    for (const described of alarms) {
      await this.guarded(described.AlarmName ?? '', () => {
        candidates.push({ described, alarm: metricAlarmOf(described) });
      });
    }
    const samples = await this.cloud.samples.read(
      scope,
      candidates.flatMap(({ alarm }) => wantedBy(alarm, now)),
    );
    for (const candidate of candidates) {
      await this.guarded(candidate.alarm.name, () => this.judgeOne(candidate, { samples, states, now }));
    }
    this.forgetOthers(new Set(states.keys()));
  }

  private async judgeOne(
    { described, alarm }: Candidate,
    {
      samples,
      states,
      now,
    }: { samples: ReadonlyMap<string, ReadSamples>; states: Map<string, AlarmState>; now: number },
  ): Promise<void> {
    const previousState = described.StateValue as AlarmState;
    const fingerprint = fingerprintOf(described, alarm, { samples, now });
    const last = this.judged.get(alarm.name);
    const setByUser = last !== undefined && last.state !== previousState;
    if (last?.fingerprint === fingerprint && (setByUser || now - last.at < this.options.reevaluateSeconds)) {
      if (setByUser) this.judged.set(alarm.name, { fingerprint, at: now, state: previousState });
      return;
    }
    const own = new Map([...samples].map(([key, read]) => [key, read.samples] as const));
    const { openPeriod } = this.options;
    const { state, reason, reasonData } = evaluateAlarm(alarm, { samples: own, now, previousState, openPeriod });
    if (state !== previousState) await this.change(alarm.name, { change: { state, reason, reasonData }, states });
    this.judged.set(alarm.name, { fingerprint, at: now, state });
    this.problems.delete(alarm.name);
  }

  private async change(
    name: string,
    { change, states }: { change: NewState; states: Map<string, AlarmState> },
  ): Promise<void> {
    await this.cloud.setState(name, change);
    states.set(name, change.state);
  }

  /** One alarm's mistake is told once and keeps no other alarm from being judged. */
  private async guarded(name: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AlarmDefinitionError)) throw error;
      if (this.problems.get(name) !== error.message) this.options.log(`alarm ${name}: ${error.message}`);
      this.problems.set(name, error.message);
    }
  }

  private forgetOthers(existing: ReadonlySet<string>): void {
    for (const remembered of [this.judged, this.problems]) {
      for (const name of remembered.keys()) if (!existing.has(name)) remembered.delete(name);
    }
  }
}

function scopeOf(alarms: readonly { AlarmArn?: string | undefined }[]): Scope | undefined {
  const [, , , region, account] = alarms[0]?.AlarmArn?.split(':') ?? [];
  return region && account ? { region, account } : undefined;
}

function wantedBy(alarm: MetricAlarm, now: number): readonly WantedSamples[] {
  const start = evaluationStart(alarm, now);
  return alarm.queries.flatMap(query => (query.kind === 'metric' ? [{ metric: query.metric, start }] : []));
}

/** Changes when the definition, the data or the current period does: while it stands, the verdict stands. */
function fingerprintOf(
  described: DescribedAlarm,
  alarm: MetricAlarm,
  { samples, now }: { samples: ReadonlyMap<string, ReadSamples>; now: number },
): string {
  const versions = alarm.queries.map(q => (q.kind === 'metric' ? samples.get(metricKey(q.metric))?.version : ''));
  const configured = described.AlarmConfigurationUpdatedTimestamp?.getTime();
  return [configured, periodStart(now, alarm.periodSeconds), ...versions].join('|');
}
