import type { Evaluation } from '../../contracts/evaluation';
import { workloadOfName } from '../../contracts/resource-names';
import { approvalNotice } from '../../domain/registry/approval-notice';
import type { ModelVersion } from '../../domain/registry/model-version';
import { readPackageEvent, waitsForApproval } from '../../domain/registry/package-event';
import { retrainedNotice } from '../../domain/registry/retrained-notice';
import type { Journal } from '../../ports/journal';
import type { ModelRegistry } from '../../ports/model-registry';
import type { Notifier } from '../../ports/notifier';
import type { ObjectStore } from '../../ports/object-store';
import { readEvaluation } from './read-evaluation';

export interface NotifyEffects {
  readonly registry: ModelRegistry;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly notifier: Notifier;
  readonly journal: Journal;
  readonly environment: string;
  /** Evaluations lie here; the function may read no other bucket. */
  readonly modelsBucket: string;
}

export type NotifyResult = 'notified' | 'decided' | 'not ours';

/**
 * Asks people to decide on a new version, and tells them when a retraining gave it. Looks the version up again, so that a
 * late event of a decided one asks nobody; the same event twice sends the same notices twice, which is told once.
 */
export function createNotifyApproval(effects: NotifyEffects) {
  const { registry, notifier, journal, environment } = effects;
  return async (event: unknown): Promise<NotifyResult> => {
    const detail = readPackageEvent(event);
    const workload = workloadOfName(detail.ModelPackageGroupName, environment);
    if (workload === undefined) return 'not ours';
    const version = waitsForApproval(detail) ? await registry.describe(detail.ModelPackageArn) : null;
    if (version?.approval !== 'PendingManualApproval') return 'decided';
    const evaluation = await evaluationOf(version, effects);
    const props = { version, workload, environment, evaluation };
    await notifier.send(approvalNotice(props));
    const retrained = retrainedNotice(props);
    if (retrained) await notifier.send(retrained);
    journal.note('people were asked to decide', { workload, version: version.version });
    return 'notified';
  };
}

/** An evaluation that can't be read is no reason to ask nobody: the notice says that there is none. */
async function evaluationOf(version: ModelVersion, effects: NotifyEffects): Promise<Evaluation | null> {
  const read = await readEvaluation(version, effects);
  const { arn, qualityUri } = version;
  if (read.kind === 'unreadable') effects.journal.problem('a version has no readable evaluation', { arn, qualityUri });
  return read.kind === 'read' ? read.evaluation : null;
}
