import * as z from 'zod/mini';
import { noticeKinds } from '../../lambdas/contracts/notices';
import { ACCOUNT } from '../../local/cloud/environment';
import { BrokenEnvironment } from '../../local/cloud/errors';

/** What the emulator keeps of a mail. */
const keptSchema = z.object({
  MessageId: z.string(),
  Source: z.string(),
  To: z.array(z.string()),
  Subject: z.string(),
  BodyText: z.string(),
  BodyHtml: z.nullable(z.string()),
  /** Seconds since 1970. */
  Timestamp: z.number(),
  Attachments: z.array(
    z.object({
      ContentId: z.optional(z.string()),
      ContentType: z.optional(z.string()),
      FileName: z.string(),
      /** Base64. */
      RawContent: z.string(),
    }),
  ),
  Tags: z.record(z.string(), z.string()),
});

const answerSchema = z.object({ messages: z.record(z.string(), z.array(keptSchema)) });

export interface KeptImage {
  readonly id: string;
  readonly contentType: string;
  /** Base64. */
  readonly content: string;
}

/** A mail that the laptop cloud kept instead of delivering it. */
export interface KeptMail {
  /** Counts from 1 in the order of sending; of 300 mails that are kept. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Null for a mail of somebody else's. */
  readonly kind: (typeof noticeKinds)[number] | null;
  readonly workload: string | null;
  readonly environment: string | null;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly images: readonly KeptImage[];
}

/** Reads the emulator's answer. @throws z.core.$ZodError for another shape */
export function readKeptMails(answer: unknown): readonly KeptMail[] {
  const mails = answerSchema.parse(answer).messages[ACCOUNT] ?? [];
  return [...mails].sort((one, other) => one.Timestamp - other.Timestamp).map(keptMail);
}

function keptMail(mail: z.infer<typeof keptSchema>, index: number): KeptMail {
  const { kind, workload = null, environment = null } = mail.Tags;
  return {
    number: index + 1,
    time: new Date(mail.Timestamp * 1000).toISOString(),
    kind: noticeKinds.find(one => one === kind) ?? null,
    workload,
    environment,
    from: mail.Source,
    to: mail.To,
    subject: mail.Subject,
    text: mail.BodyText,
    html: mail.BodyHtml,
    images: mail.Attachments.map(({ ContentId = '', ContentType = '', RawContent: content }) => ({
      id: ContentId,
      contentType: ContentType,
      content,
    })),
  };
}

/** Every mail of the laptop cloud, oldest first. @throws BrokenEnvironment when it does not answer */
export async function fetchKeptMails(endpoint: string): Promise<readonly KeptMail[]> {
  const response = await fetch(`${endpoint}/_ministack/ses/messages?account=${ACCOUNT}`);
  if (response.ok) return readKeptMails(await response.json());
  throw new BrokenEnvironment({
    where: 'everloop mail',
    rule: 'the laptop cloud must answer with its mails',
    got: `status ${response.status}`,
    remedy: 'look at `everloop doctor`',
  });
}
