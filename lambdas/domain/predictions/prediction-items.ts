/**
 * What the ledger remembers of predictions, beside the claims of the images (see ingestion/ledger-items):
 *
 *   partition `prediction#<inference id>`         sort `prediction`   the prediction as it was made first
 *                                                 sort `label`        the label that answered it
 *   partition `object#<curated bucket>/<key>`     sort `placement`    the folders in which the image lies now
 */
import type { LabelRecord } from '../../contracts/label-record';
import type { PredictionRecord } from '../../contracts/prediction-record';
import { type LedgerKey, objectPartition } from '../ingestion/ledger-items';

export interface PredictionItem extends LedgerKey {
  readonly kind: 'prediction';
  readonly revision: number;
  /** A retry repeats its effects and asks no model again. */
  readonly record: PredictionRecord;
  /** Seconds since 1970 (UTC) after which DynamoDB may delete it: a while after the last label is taken. */
  readonly expiresAt: number;
}

export interface PlacementItem extends LedgerKey {
  readonly kind: 'placement';
  readonly revision: number;
  /** Of the newest prediction of the image. */
  readonly inferenceId: string;
  readonly folders: readonly string[];
}

/** The first label counts, until a correction takes its place. */
export interface LabelItem extends LedgerKey {
  readonly kind: 'label';
  readonly revision: number;
  readonly record: LabelRecord;
  /** What it was corrected from, oldest first. */
  readonly history: readonly LabelRecord[];
  /** Revision of the record whose effects are complete: a retry has nothing left to do for it. */
  readonly done: number;
  /** Seconds since 1970 (UTC); that of the prediction. */
  readonly expiresAt: number;
}

export const labelKey = (inferenceId: string): LedgerKey => ({ partition: `prediction#${inferenceId}`, sort: 'label' });

export const predictionKey = (inferenceId: string): LedgerKey => ({
  partition: `prediction#${inferenceId}`,
  sort: 'prediction',
});

export const placementKey = (curatedBucket: string, key: string): LedgerKey => ({
  partition: objectPartition(curatedBucket, key),
  sort: 'placement',
});
