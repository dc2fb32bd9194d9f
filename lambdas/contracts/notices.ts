import * as z from 'zod/mini';

/** What people are told of. */
export const noticeKinds = [
  'approval-wanted',
  'approved',
  'drift-found',
  'retrained',
  'released',
  'release-failed',
  'rolled-back',
  'escalated',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Kinds that ask somebody to decide: they go to approvers alone, all others to everybody. */
export const decisionKinds: readonly NoticeKind[] = ['approval-wanted'];

const line = z.string();

/** Share 0 to 1; null where there is nothing to show. */
const share = z.nullable(z.number());

/**
 * A part of a notice. Text and HTML are made of the same blocks. `bars` draw figures of a table beside them, and so have
 * no text of their own; of `commands` nothing runs by itself: a person types them.
 */
const blockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: line }),
  z.object({
    kind: z.literal('table'),
    title: z.optional(line),
    /** Empty for a table without a head. */
    head: z.array(line),
    rows: z.array(z.array(line)),
  }),
  z.object({ kind: z.literal('facts'), title: line, rows: z.array(z.tuple([line, line])) }),
  z.object({
    kind: z.literal('commands'),
    title: line,
    lines: z.array(line),
    /** A page to sign in to; never one that decides. */
    link: z.optional(z.object({ url: z.url({ protocol: /^https$/ }), note: line })),
  }),
  z.object({
    kind: z.literal('bars'),
    title: line,
    before: line,
    after: line,
    groups: z.array(z.object({ label: line, before: share, after: share })),
  }),
]);

export const noticeSchema = z.object({
  kind: z.enum(noticeKinds),
  workload: z.string(),
  environment: z.string(),
  /** Names the story; empty for what belongs to none. */
  correlationId: z.string(),
  /** Of what it is about: one notice a kind, workload and key, however often it is sent. */
  key: z.string().check(z.minLength(1), z.maxLength(512)),
  /** One line, without the environment. */
  title: line,
  blocks: z.array(blockSchema),
});

export type Notice = z.infer<typeof noticeSchema>;
export type NoticeBlock = z.infer<typeof blockSchema>;
export type BarsBlock = Extract<NoticeBlock, { kind: 'bars' }>;

/** What two equal notices share. */
export const noticeId = ({ kind, workload, key }: Pick<Notice, 'kind' | 'workload' | 'key'>): string =>
  `${kind} ${workload} ${key}`;

/** Names of the tags that a mail carries: SES counts by them, and `everloop mail` shows them. */
export const mailTags = { kind: 'kind', workload: 'workload', environment: 'environment' } as const;

/** Where mails come from and go to, as the function that sends them is told; null when nobody is mailed. */
export const mailSettingsSchema = z.nullable(
  z.object({
    from: z.string(),
    configurationSet: z.string(),
    /** Who decides. */
    approvers: z.array(z.string()),
    /** Who is told of everything else. */
    readers: z.array(z.string()),
  }),
);
export type MailSettings = z.infer<typeof mailSettingsSchema>;
