import type { Reason } from './reasons';

/** One message of a batch as the Pipe delivers it (an SQS record, only the fields used). */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

/** One object as a Distributed Map's S3 reader lists it. */
export interface ListedObject {
  readonly Key: string;
  readonly Size?: number;
}

/** Input of "Validate batch": messages from the Pipe, or a batch of a bucket listing from a backfill. */
export interface ValidateBatchInput {
  readonly records?: readonly QueueRecord[];
  readonly listing?: { readonly bucket: string; readonly objects: readonly ListedObject[] };
}

export interface ItemFailure {
  /** SQS message id; for a listing, the key. */
  readonly itemId: string;
  readonly error: string;
  readonly cause: string;
}

/** The exact object version a verdict is about, and the claim under which it was reached. */
export interface ItemSource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** `yyyy-mm-dd` (UTC) on which the object arrived; partitions the records. */
  readonly day: string;
  readonly contentType: string | null;
}

export interface ValidatedItem {
  readonly itemId: string;
  readonly workload: string;
  readonly source: ItemSource;
  readonly claim: { readonly token: string; readonly attempt: number };
  readonly verdict: 'accept' | 'reject';
  readonly reasons: readonly Reason[];
  /** What was measured: image features, row profiles. Kept beside the object for drift monitoring. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly placing: Placing;
}

/** What "Place batch" does beyond a plain copy. */
export interface Placing {
  readonly kind: 'copy' | 'strip-gps' | 'split-rows';
  /** Set when a person asked for another look: an accepted object then leaves quarantine. */
  readonly reprocessId?: string;
}

export interface ValidateBatchOutput {
  readonly items: readonly ValidatedItem[];
  readonly skipped: readonly { readonly itemId: string; readonly key: string; readonly why: SkipReason }[];
  readonly failures: readonly ItemFailure[];
}

/**
 * Why an item needs no work: its effect exists already, a newer version replaced it, its object is gone, or it holds
 * labels, which are no input to validate (a re-drive or a backfill may name any key).
 */
export type SkipReason = 'duplicate' | 'superseded' | 'vanished' | 'labels';

export interface PlaceBatchOutput {
  readonly accepted: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly failures: readonly ItemFailure[];
}

/** Messages that our own tools put on the intake queue, where no S3 event exists. */
export interface RedriveMessage {
  readonly source: 'everloop.redrive';
  readonly bucket: string;
  readonly key: string;
  /** Why it is sent again: reconciler, backfill or a person. */
  readonly why: string;
  readonly versionId?: string;
  readonly reprocessId?: string;
  /** ISO 8601; when the object arrived. Records of the same version then get the same key on a later day. */
  readonly time?: string;
}
