/**
 * What the ledger remembers.
 *
 *   partition `object#<bucket>/<key>`   sort `head`                 latest sequencer, who works on the key now
 *                                       sort `version#<versionId>`  the outcome of one object version
 *   partition `message#<messageId>`     sort `error`                last error of a queue message
 *   partition `reconciler`              sort `cursor`               where the reconciler goes on
 *   predictions and their labels        see predictions/prediction-items
 *
 * `revision` counts writes of an item; writes name the revision they expect (0 = must not exist).
 */
import type { LabelItem, PlacementItem, PredictionItem } from '../predictions/prediction-items';

export interface LedgerKey {
  readonly partition: string;
  readonly sort: string;
}

export interface HeadItem extends LedgerKey {
  readonly kind: 'head';
  readonly revision: number;
  /** Fixed-width sequencer of the newest event seen; '' when the key was only ever listed. */
  readonly sequencer: string;
  readonly versionId: string;
  /** Claims so far of `versionId`. */
  readonly attempt: number;
  /** One version of a key is worked on at a time; absent when nobody does. */
  readonly lease?: { readonly token: string; readonly owner: string; readonly untilMs: number };
}

export type Outcome = 'accepted' | 'rejected' | 'superseded' | 'vanished';

export interface VersionItem extends LedgerKey {
  readonly kind: 'version';
  readonly revision: number;
  readonly outcome: Outcome;
  readonly reasonCodes: readonly string[];
  readonly doneAt: string;
  /** The request of a person under which the outcome was reached, when it was one. */
  readonly reprocessId?: string;
}

export interface ErrorItem extends LedgerKey {
  readonly kind: 'error';
  readonly revision: number;
  readonly error: string;
  readonly cause: string;
  readonly at: string;
  /** Seconds since 1970 (UTC) after which DynamoDB may delete it. */
  readonly expiresAt: number;
}

/** Where the reconciler goes on when its time ran out. */
export interface CursorItem extends LedgerKey {
  readonly kind: 'cursor';
  readonly revision: number;
  readonly prefixIndex: number;
  readonly token?: string;
}

export type LedgerItem = HeadItem | VersionItem | ErrorItem | CursorItem | PredictionItem | PlacementItem | LabelItem;

export interface LedgerWrite {
  readonly item: LedgerItem;
  /** Revision the stored item must have; 0 when it must not exist; absent when any will do. */
  readonly expectedRevision?: number;
}

export const objectPartition = (bucket: string, key: string): string => `object#${bucket}/${key}`;

export const headKey = (bucket: string, key: string): LedgerKey => ({
  partition: objectPartition(bucket, key),
  sort: 'head',
});

export const versionKey = (bucket: string, key: string, versionId: string): LedgerKey => ({
  partition: objectPartition(bucket, key),
  sort: `version#${versionId}`,
});

export const errorKey = (messageId: string): LedgerKey => ({ partition: `message#${messageId}`, sort: 'error' });

export const cursorKey: LedgerKey = { partition: 'reconciler', sort: 'cursor' };
