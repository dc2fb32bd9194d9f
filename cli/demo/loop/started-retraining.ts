import { refusalReasons } from '../../../lambdas/contracts/refusal-reasons';
import type { Desk, Refusal } from '../../../lambdas/domain/retraining/desk';
import type { PipelineExecutions } from '../../../lambdas/ports/pipeline-executions';
import type { RetrainingDesks } from '../../../lambdas/ports/retraining-desks';
import { WorkFoundProblems } from '../../errors';
import type { WaitClock } from '../../ingestion/wait-for-outcomes';

export interface AwaitedRetraining {
  readonly workload: string;
  readonly desks: Pick<RetrainingDesks, 'read'>;
  readonly executions: Pick<PipelineExecutions, 'newest'>;
  /** Begins of retrainings before it are others', ISO 8601. */
  readonly since: string;
  readonly clock: WaitClock;
  readonly signal: AbortSignal;
}

export interface StartedRetraining {
  readonly correlationId: string;
  readonly executionArn: string;
}

const patienceMs = 300_000;
const pauseMs = 250;

/** Refusals after which the coordinator asks again by itself. */
const passing: ReadonlySet<string> = new Set(['COOLDOWN', 'UNDER_WAY', 'TOO_FEW_NEW_LABELS']);

/**
 * Waits until the coordinator has started a retraining because of an alarm.
 * @throws WorkFoundProblems when it refuses for good, or none began in five minutes
 */
export async function startedRetraining(
  awaited: AwaitedRetraining,
  report: (progress: string) => void,
): Promise<StartedRetraining> {
  const { workload, desks, since, clock, signal } = awaited;
  const end = clock.nowMs() + patienceMs;
  for (;;) {
    const desk = await desks.read(workload);
    const started = await retrainingAfter(desk.retrainings, since, awaited);
    if (started) return started;
    const isGranted = desk.lease?.call.reason === 'alarm' && desk.lease.takenAt >= since;
    // Of several alarms the first one has the lease, and the others are refused for it.
    const refusal = isGranted ? undefined : refusedSince(desk, since);
    if (refusal && !passing.has(refusal.code)) throw stuck(workload, describe(refusal));
    if (clock.nowMs() > end) throw stuck(workload, refusal ? describe(refusal) : `none in ${patienceMs / 1000} s`);
    if (isGranted) report('the coordinator said yes, the data set is drawn');
    else report(refusal ? `${refusal.code}: ${refusal.message}; it is asked again` : 'the coordinator decides');
    await clock.sleep(pauseMs, signal);
  }
}

/** Of a retraining that has ended already the desk no longer knows the execution; at any time there is one only. */
export async function retrainingAfter(
  retrainings: Desk['retrainings'],
  since: string,
  { workload, executions }: Pick<AwaitedRetraining, 'workload' | 'executions'>,
): Promise<StartedRetraining | undefined> {
  const ours = retrainings.find(({ reason, startedAt, outcome }) => {
    return reason === 'alarm' && startedAt >= since && outcome !== 'NotStarted';
  });
  if (!ours) return undefined;
  for await (const { arn, startedAt } of executions.newest(workload)) {
    if (startedAt.getTime() < Date.parse(ours.startedAt)) return undefined;
    return { correlationId: ours.correlationId, executionArn: arn };
  }
  return undefined;
}

const refusedSince = ({ refusals }: Desk, since: string): Refusal | undefined =>
  refusals.findLast(({ reason, lastAt }) => reason === 'alarm' && lastAt >= since);

const describe = ({ code, message }: Refusal): string => `${code}: ${message}; ${refusalReasons[code].remedy}`;

const stuck = (workload: string, got: string): WorkFoundProblems =>
  new WorkFoundProblems(
    `everloop demo: the alarm must start a retraining, got ${got}; \`everloop status ${workload}\` and \`everloop trail ${workload}\` tell more`,
  );
