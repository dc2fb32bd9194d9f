import { type RetrainingPolicy, retrainingPolicySchema } from '../../../lambdas/contracts/retraining-policy';
import { Storm, type Weather, workload } from './storm';
import { violationsOf } from './violations';

export interface StormResult {
  readonly seed: number;
  readonly violations: readonly string[];
  /** Executions that began. */
  readonly started: number;
  /** Requests that were refused, duplicates and repetitions included. */
  readonly refused: number;
  /** Leases of which no execution came: the starter was lost or refused. */
  readonly lost: number;
  readonly notices: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const transitions = 1000;
const subjects = ['recall-bags', 'recall-footwear', 'precision-bags', 'drift-share', 'prediction-mix'];
/** Raised when the storm is over, and never calm again: no retraining helps it. */
const permanent = 'recall-bags';

/** Patient, hasty and thrifty workloads, by seed: a short cooldown finds what a long one hides. */
const policies: readonly Partial<RetrainingPolicy>[] = [
  {},
  { cooldownMinutes: 0, budgetPerDay: 24, escalateAfter: 8 },
  { cooldownMinutes: 20, budgetPerDay: 2, escalateAfter: 4 },
];

/**
 * 1,000 changes of five alarms in ten minutes, then one alarm that stays for two days and a half, while functions,
 * starters and events get lost.
 */
export async function runStorm(
  seed: number,
  given: Partial<RetrainingPolicy> = policies[seed % policies.length] ?? {},
  weather?: Weather,
): Promise<StormResult> {
  const policy = retrainingPolicySchema.parse(given);
  const storm = await Storm.brew(seed, policy, weather);
  const { time } = storm;
  storm.lookOften();
  const raised = new Set<string>();
  const change = (subject: string) => {
    const isRaised = !raised.has(subject);
    if (isRaised) raised.add(subject);
    else raised.delete(subject);
    storm.change(subject, isRaised);
  };
  for (let index = 0; index < transitions; index += 1) {
    const subject = subjects[Math.floor(time.random() * subjects.length)] ?? permanent;
    time.after(time.random() * 10 * minuteMs, () => change(subject));
  }
  time.after(11 * minuteMs, () => {
    for (const subject of subjects) if (raised.has(subject) !== (subject === permanent)) change(subject);
  });
  await time.until(time.nowMs + 60 * hourMs);
  return resultOf(seed, storm);
}

async function resultOf(seed: number, storm: Storm): Promise<StormResult> {
  const { executions, policy, notifier } = storm;
  const calls = notifier.sent.filter(({ kind }) => kind === 'escalated');
  const desk = await storm.desks.read(workload);
  const lost = desk.retrainings.filter(({ outcome }) => outcome === 'NotStarted').length;
  const [stays] = Object.values(desk.alarms).filter(({ isRaised }) => isRaised);
  const ends = [
    desk.lease === null ? [] : [`the lease of ${desk.lease.correlationId} was never freed`],
    stays?.escalation?.isTold ? [] : ['nobody was called though an alarm stays'],
    calls.length > 0 ? [] : ['no notice was sent'],
    (stays?.retrainings ?? 0) >= policy.escalateAfter ? [] : [`the alarm was tried ${stays?.retrainings} times only`],
  ];
  return {
    seed,
    violations: [...violationsOf(executions.all, policy), ...ends.flat()],
    started: executions.all.length,
    refused: desk.refusals.reduce((sum, { count }) => sum + count, 0),
    lost,
    notices: calls.length,
  };
}
