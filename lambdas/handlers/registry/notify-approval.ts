import { type ApprovalPolicies, type ApprovalPolicy, policyName } from '../../contracts/approval-policy';
import type { Evaluation } from '../../contracts/evaluation';
import { versionMetadata } from '../../contracts/gate-call';
import type { GateCard } from '../../contracts/gate-card';
import type { Notice } from '../../contracts/notices';
import { workloadOfName } from '../../contracts/resource-names';
import { approvalNotice, type NoticeProps } from '../../domain/registry/approval-notice';
import { type ApprovalVerdict, approveAutomatically } from '../../domain/registry/approve-automatically';
import type { ModelVersion } from '../../domain/registry/model-version';
import { readPackageEvent, waitsForApproval } from '../../domain/registry/package-event';
import { retrainedNotice } from '../../domain/registry/retrained-notice';
import type { Journal } from '../../ports/journal';
import type { ModelRegistry } from '../../ports/model-registry';
import type { Notifier } from '../../ports/notifier';
import type { ObjectStore } from '../../ports/object-store';
import { newestApproved } from './newest-approved';
import { readEvaluation } from './read-evaluation';
import { readGateCard } from './read-gate-card';

export interface NotifyEffects {
  readonly registry: ModelRegistry;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly notifier: Notifier;
  readonly journal: Journal;
  readonly environment: string;
  /** Evaluations lie here; the function may read no other bucket. */
  readonly modelsBucket: string;
  readonly policies: ApprovalPolicies;
}

export type NotifyResult = 'notified' | 'approved' | 'decided' | 'not ours';

/**
 * Asks people to decide on a new version, or approves it where the policy says that it may, and tells them so; and tells them
 * when a retraining gave it. Looks the version up again, so that a late event of a decided one asks nobody; the same event
 * twice sends the same notices twice, which is told once.
 */
export function createNotifyApproval(effects: NotifyEffects) {
  const { registry, environment } = effects;
  return async (event: unknown): Promise<NotifyResult> => {
    const detail = readPackageEvent(event);
    const workload = workloadOfName(detail.ModelPackageGroupName, environment);
    if (workload === undefined) return 'not ours';
    const version = waitsForApproval(detail) ? await registry.describe(detail.ModelPackageArn) : null;
    // What a policy has approved and nobody was told of is told now.
    const isOpen = version?.approval === 'PendingManualApproval' || version?.decidedBy === policyName;
    return version && isOpen ? decideOrAsk(workload, version, effects) : 'decided';
  };
}

async function decideOrAsk(workload: string, version: ModelVersion, effects: NotifyEffects): Promise<NotifyResult> {
  const { registry, notifier, journal, environment } = effects;
  const [evaluation, card] = await Promise.all([evaluationOf(version, effects), readGateCard(version, effects)]);
  const verdict = await verdictOf(workload, version, card, effects);
  if (verdict.kind === 'approve' && version.approval === 'PendingManualApproval') {
    await registry.decide(version.arn, { approval: 'Approved', why: verdict.why, by: policyName });
  }
  const slice = card?.gate.drift ?? null;
  const policy = policyOf(workload, effects);
  for (const notice of noticesOf({ version, workload, environment, evaluation, slice, verdict, policy })) {
    await notifier.send(notice);
  }
  const told = { workload, version: version.version, verdict: verdict.kind, why: verdict.why };
  journal.note('people were told of a version', told);
  return verdict.kind === 'approve' ? 'approved' : 'notified';
}

const policyOf = (workload: string, { policies }: NotifyEffects): ApprovalPolicy => policies[workload] ?? 'person';

/** Who decides is asked; everybody hears what became of a retraining, in one mail where nobody is asked. */
function noticesOf(props: NoticeProps): Notice[] {
  const retrained = retrainedNotice(props);
  if (!retrained) return [approvalNotice(props)];
  return props.verdict.kind === 'approve' ? [retrained] : [approvalNotice(props), retrained];
}

async function verdictOf(
  workload: string,
  version: ModelVersion,
  card: GateCard | null,
  effects: NotifyEffects,
): Promise<ApprovalVerdict> {
  const policy = policyOf(workload, effects);
  if (version.approval === 'Approved') return { kind: 'approve', why: version.why ?? '' };
  if (policy === 'person') return { kind: 'person', why: null };
  const champion = (await newestApproved(workload, effects.registry))?.arn ?? null;
  const artifactSha256 = version.metadata[versionMetadata.artifactSha256];
  return approveAutomatically({ card, artifactSha256, champion }, policy);
}

/** An evaluation that can't be read is no reason to ask nobody: the notice says that there is none. */
async function evaluationOf(version: ModelVersion, effects: NotifyEffects): Promise<Evaluation | null> {
  const read = await readEvaluation(version, effects);
  const { arn, qualityUri } = version;
  if (read.kind === 'unreadable') effects.journal.problem('a version has no readable evaluation', { arn, qualityUri });
  return read.kind === 'read' ? read.evaluation : null;
}
