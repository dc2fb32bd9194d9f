import { intakePrefixes } from '../../lambdas/contracts/key-layout';
import { type LabelReasonCode, labelReasons } from '../../lambdas/contracts/label-reasons';
import type { PredictionRecord } from '../../lambdas/contracts/prediction-record';
import type { LabelRow } from '../../lambdas/domain/predictions/labels/label-row';
import { findPredictions } from '../../lambdas/handlers/predictions/labels/find-predictions';
import type { LedgerStore } from '../../lambdas/ports/ledger-store';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { WorkFoundProblems, WrongUse } from '../errors';
import { type WaitClock, waitForOutcomes } from '../ingestion/wait-for-outcomes';
import type { ClassifiedWorkload } from './classified-workload';

export interface LabelRequest extends ClassifiedWorkload {
  /** An inference id, or a key. */
  readonly reference: string;
  readonly label: string;
  /** Takes the place of another label. */
  readonly corrects: boolean;
  readonly timeoutSeconds: number;
}

export interface LabelEffects {
  readonly objects: Pick<ObjectStore, 'put' | 'head'>;
  readonly ledger: LedgerStore;
  readonly buckets: { readonly intake: string; readonly curated: string };
  readonly clock: WaitClock & { now(): Date };
  readonly token: () => string;
  readonly signal: AbortSignal;
}

export interface LabelReport {
  readonly workload: string;
  readonly inferenceId: string;
  readonly key: string;
  readonly predicted: string | null;
  readonly actual: string;
  /** `pending`: not joined yet. */
  readonly outcome: 'joined' | 'refused' | 'pending';
  readonly reasons: readonly { readonly code: string; readonly meaning: string; readonly remedy: string }[];
  /** Of the file that carries the label, in the intake bucket. */
  readonly labelsKey: string;
}

/**
 * Sends one label the way that files of labels come, and waits for what becomes of it.
 * @throws WrongUse for a class that does not exist, WorkFoundProblems for a prediction that does not
 */
export async function labelByHand(request: LabelRequest, effects: LabelEffects): Promise<LabelReport> {
  const { workload, plan, label, corrects } = request;
  if (!plan.classes.includes(label)) {
    throw new WrongUse(
      `everloop label: class must be one of ${plan.classes.join(', ')}, got ${label}; check the spelling`,
    );
  }
  const prediction = await requirePrediction(request, effects);
  const now = effects.clock.now();
  const name = `${now.toISOString().replace(/[-:]|\.\d{3}/g, '')}-${effects.token().slice(0, 8)}.ndjson`;
  const key = `${intakePrefixes.labels}${workload}/by-hand/${name}`;
  const line = { inference_id: prediction.inferenceId, label, labelled_at: now.toISOString(), corrects };
  const target = { bucket: effects.buckets.intake, key };
  const bytes = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
  await effects.objects.put(target, { bytes, contentType: 'application/x-ndjson' });
  const versionId = (await effects.objects.head(target))?.versionId ?? 'null';
  const { objects } = await waitForOutcomes([{ key, versionId }], {
    ...effects,
    bucket: effects.buckets.intake,
    timeoutMs: request.timeoutSeconds * 1000,
    onProgress: () => undefined,
  });
  const { outcome = 'pending', reasonCodes = [] } = objects[0] ?? {};
  const joined = outcome === 'accepted' && reasonCodes.length === 0;
  return {
    workload,
    inferenceId: prediction.inferenceId,
    key: prediction.key,
    predicted: prediction.label,
    actual: label,
    outcome: outcome === 'pending' ? 'pending' : joined ? 'joined' : 'refused',
    reasons: reasonCodes.map(code => {
      const { meaning = '', remedy = '' } = labelReasons[code as LabelReasonCode] ?? {};
      return { code, meaning, remedy };
    }),
    labelsKey: key,
  };
}

async function requirePrediction(
  { workload, reference, label, corrects }: LabelRequest,
  { ledger, buckets }: LabelEffects,
): Promise<PredictionRecord> {
  const named = /^[0-9a-f]{32}$/.test(reference) ? { inferenceId: reference } : { key: reference };
  const row: LabelRow = { line: 1, raw: '', label, corrects, ...named };
  const [found] = await findPredictions(workload, [row], { store: ledger, curatedBucket: buckets.curated });
  if (found?.prediction) return found.prediction;
  throw new WorkFoundProblems(
    `everloop label: a prediction of ${workload} must exist, got ${JSON.stringify(reference)}; give its inference id, or the key incoming/${workload}/… of an image that was classified`,
  );
}
