/**
 * Reads one message of the intake queue: an S3 "Object Created" event as EventBridge delivers it, or our own re-drive.
 * Keys are taken as they are: EventBridge does not URL-encode them (S3's direct notifications do, and are not used).
 */
import * as z from 'zod/mini';
import type { RedriveMessage } from '../../contracts/ingestion';
import { intakeReason } from '../../contracts/intake-reasons';
import type { Reason } from '../../contracts/reasons';
import { isSequencer, padSequencer } from './sequencer';

export interface IntakeObject {
  readonly kind: 'object';
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  /** Of fixed width, see padSequencer; absent for re-drives, which follow no event. */
  readonly sequencer?: string;
  readonly sizeBytes?: number;
  readonly etag?: string;
  /** ISO 8601; when the object was created. */
  readonly time?: string;
  /** Set when a person asked for another look at a version that has its verdict. */
  readonly reprocessId?: string;
}

export type IntakeMessage = IntakeObject | { readonly kind: 'unreadable'; readonly reason: Reason };

const text = z.string().check(z.minLength(1));

const createdEvent = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.optional(z.iso.datetime({ offset: true })),
  detail: z.object({
    bucket: z.object({ name: text }),
    object: z.object({
      key: text,
      size: z.optional(z.int().check(z.minimum(0))),
      etag: z.optional(z.string()),
      'version-id': z.optional(text),
      sequencer: z.optional(z.string().check(z.refine(isSequencer, 'must be hexadecimal digits'))),
    }),
  }),
});

const redrive = z.object({
  source: z.literal('everloop.redrive' satisfies RedriveMessage['source']),
  bucket: text,
  key: text,
  versionId: z.optional(text),
  reprocessId: z.optional(text),
  time: z.optional(z.iso.datetime({ offset: true })),
});

const message = z.discriminatedUnion('source', [createdEvent, redrive]);

/** Never throws. @param body the queue message's body, JSON */
export function parseIntakeMessage(body: string): IntakeMessage {
  const parsed = message.safeParse(parseJson(body));
  if (!parsed.success) return unreadable(parsed.error.issues[0], body);
  const content = parsed.data;
  if (content.source === 'everloop.redrive') {
    const { bucket, key, versionId, reprocessId, time } = content;
    return { kind: 'object', bucket, key, ...defined({ versionId, reprocessId, time }) };
  }
  const { bucket, object } = content.detail;
  const { key, size: sizeBytes, etag, 'version-id': versionId } = object;
  const sequencer = object.sequencer && padSequencer(object.sequencer);
  const { time } = content;
  return { kind: 'object', bucket: bucket.name, key, ...defined({ versionId, sequencer, sizeBytes, etag, time }) };
}

/** @returns undefined for text that is not JSON, which fits no schema either */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function unreadable(issue: { path: PropertyKey[]; message: string } | undefined, body: string): IntakeMessage {
  const where = issue?.path.map(String).join('.') || 'body';
  const start = JSON.stringify(body.slice(0, 200));
  const what = 'must fit an S3 "Object Created" event or a re-drive';
  const found = `message: ${where} ${what}, got ${start}`;
  return { kind: 'unreadable', reason: intakeReason('UNREADABLE_MESSAGE', found) };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without the properties that are undefined. */
function defined<T extends object>(properties: T): Defined<T> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Defined<T>;
}
