import type { IngestionContracts } from '../../../contracts/ingestion-contract';
import { type FeedbackMessage, feedbackMessageSchema } from '../../../contracts/label-messages';
import { labelReason } from '../../../contracts/label-reasons';
import { type PredictionMetric, predictionMetrics } from '../../../contracts/metrics';
import type { PredictionPlans } from '../../../contracts/prediction-plan';
import type { Reason } from '../../../contracts/reasons';
import { type IntakeKey, parseIntakeKey } from '../../../domain/ingestion/intake-key';
import { type IntakeObject, parseIntakeMessage } from '../../../domain/ingestion/intake-message';
import { labelFileSizeFault, readLabelFile } from '../../../domain/predictions/labels/read-label-file';
import type { CountingJournal } from '../../../ports/counting-journal';
import type { ObjectHead } from '../../../ports/object-store';
import { failureOf } from '../../ingestion/failure';
import type { Ledger } from '../../ingestion/ledger';
import type { JoinEffects } from './join-label';
import { type JoinedRows, joinRows } from './join-rows';
import { quarantineFile, quarantineRows } from './quarantine-labels';

export interface JoinLabelsEffects extends JoinEffects {
  readonly ledger: Ledger;
  readonly contracts: IngestionContracts;
  readonly plans: PredictionPlans;
  readonly quarantineBucket: string;
  readonly journal: CountingJournal<PredictionMetric>;
}

/** The file is in work elsewhere; the message comes back after its visibility timeout. */
export class LabelsInWorkError extends Error {
  override readonly name = 'LabelsInWorkError';
}

/**
 * "Join labels": what people say of predictions is joined to them, once each; what answers no prediction lies in
 * quarantine with its reason. A file is claimed in the ledger, a label by its prediction: any message may come twice.
 */
export function createJoinLabels(effects: JoinLabelsEffects) {
  return async (event: unknown, messageId: string): Promise<void> => {
    try {
      const feedback = feedbackMessageSchema.safeParse(event);
      if (feedback.success) await joinFeedback(feedback.data, effects);
      else await joinArrival(event, messageId, effects);
    } catch (error) {
      // In the dead-letter queue a message has no error.
      const { error: name, cause } = failureOf(messageId, error);
      await effects.ledger.recordError(messageId, { error: name, cause });
      throw error;
    } finally {
      effects.journal.flush();
    }
  };
}

async function joinArrival(event: unknown, messageId: string, effects: JoinLabelsEffects): Promise<void> {
  const arrival = parseIntakeMessage(JSON.stringify(event));
  if (arrival.kind === 'unreadable') throw new Error(arrival.reason.message);
  const place = parseIntakeKey(arrival.key, effects.contracts);
  // Examples are validated elsewhere.
  if (place.kind === 'incoming' || place.kind === 'labelled') return;
  const { bucket, key } = arrival;
  const versionId = arrival.versionId ?? (await effects.objects.head({ bucket, key }))?.versionId;
  if (versionId === undefined) return;
  const asked = { ...arrival, versionId, owner: messageId };
  const claim = await effects.ledger.claim(asked);
  if (claim.kind === 'busy') throw new LabelsInWorkError(`ledger: ${key} must be free, got a lease by another message`);
  if (claim.kind !== 'claimed') return;
  const claimed = { ...asked, token: claim.token };
  try {
    const head = await effects.objects.head({ bucket, key, versionId });
    const codes = head && (await joinFile(asked, { head, place }, effects));
    const outcome = codes === null ? 'vanished' : codes.isWhole ? 'rejected' : 'accepted';
    await effects.ledger.complete(claimed, { outcome, reasonCodes: codes?.found ?? [] });
  } catch (error) {
    await effects.ledger.release(claimed);
    throw error;
  }
}

type LabelPlace = Exclude<IntakeKey, { kind: 'incoming' | 'labelled' }>;

/** @returns the codes of what was refused, and whether it was the whole file; null when it vanished meanwhile */
async function joinFile(
  { bucket, key, versionId, time }: IntakeObject & { readonly versionId: string },
  { head, place }: { readonly head: ObjectHead; readonly place: LabelPlace },
  effects: JoinLabelsEffects,
): Promise<{ readonly found: readonly string[]; readonly isWhole: boolean } | null> {
  const { workload } = place;
  const arrivedAt = time === undefined ? head.lastModified : new Date(time);
  const source = { bucket, key, versionId, day: arrivedAt.toISOString().slice(0, 10), contentType: head.contentType };
  const quarantine = { ...effects, now: effects.clock.now };
  const refuse = async (reason: Reason) => {
    await quarantineFile({ workload, source, reason }, quarantine);
    effects.journal.note('file of labels refused', { key, code: reason.code });
    return { found: [reason.code], isWhole: true };
  };
  if (place.kind === 'refused') return refuse(place.reason);
  const plan = effects.plans[workload];
  if (plan?.kind !== 'classes') {
    const message = `labels: workload must make predictions of arrivals, got ${workload}`;
    return refuse(labelReason('NO_PREDICTIONS', message));
  }
  const tooLarge = labelFileSizeFault(head.sizeBytes);
  if (tooLarge) return refuse(tooLarge);
  const stored = await effects.objects.get({ bucket, key, versionId });
  if (!stored) return null;
  const file = readLabelFile(key, stored.bytes);
  if (file.kind === 'unusable') return refuse(file.reason);
  const batch = { workload, plan, bucket, key, versionId, arrivedAt, rows: file.rows, examples: 'place' } as const;
  const result = await joinRows(batch, effects);
  await quarantineRows({ workload, source, rejected: result.rejected }, quarantine);
  return { found: report(workload, key, result, effects), isWhole: false };
}

/** An example in a folder of feedback is one whether or not there is a prediction that it answers. */
async function joinFeedback(message: FeedbackMessage, effects: JoinLabelsEffects): Promise<void> {
  const { workload, bucket, key, versionId, label, rest, at } = message;
  const plan = effects.plans[workload];
  if (plan?.kind !== 'classes') return;
  const rows = [{ line: 1, raw: JSON.stringify({ key, label }), key: rest, label, corrects: false }];
  const batch = { workload, plan, bucket, key, versionId, arrivedAt: new Date(at), rows, examples: 'there' } as const;
  const { rejected, ...counts } = await joinRows(batch, effects);
  const telling = rejected.filter(({ code }) => code !== 'UNKNOWN_PREDICTION');
  const source = { key, versionId, day: at.slice(0, 10) };
  await quarantineRows({ workload, source, rejected: telling }, { ...effects, now: effects.clock.now });
  report(workload, key, { ...counts, rejected: telling }, effects);
}

/** @returns the distinct codes */
function report(
  workload: string,
  key: string,
  { joined, corrected, rejected }: JoinedRows,
  { journal }: JoinLabelsEffects,
) {
  journal.count(workload, predictionMetrics.labelsJoined, joined);
  journal.count(workload, predictionMetrics.labelsCorrected, corrected);
  journal.count(workload, predictionMetrics.labelsRejected, rejected.length);
  const codes = [...new Set(rejected.map(({ code }) => code))];
  journal.note('labels joined', { key, joined, corrected, rejected: rejected.length, codes });
  return codes;
}
