import {
  decisionKinds,
  type MailSettings,
  mailTags,
  type Notice,
  noticeId,
  noticeSchema,
} from '../../contracts/notices';
import { noticeMail } from '../../domain/notices/notice-mail';
import type { Clock } from '../../ports/clock';
import type { Journal } from '../../ports/journal';
import type { Mailer } from '../../ports/mailer';
import type { NoticeLedger } from '../../ports/notice-ledger';
import type { TextTopic } from '../../ports/text-topic';

export interface SendEffects {
  readonly ledger: NoticeLedger;
  readonly topic: TextTopic;
  readonly mailer: Mailer;
  /** Null: only the topic is told. */
  readonly mail: MailSettings;
  readonly clock: Clock;
  readonly journal: Journal;
}

export type SendResult = 'told' | 'duplicate';

/** Another delivery of the same notice is at it: the queue asks again when that has ended, well or badly. */
export class NoticeTakenError extends Error {
  override readonly name = 'NoticeTakenError';
}

/**
 * Tells people, once. Purpose: whoever has news hands it over and goes on; this knows topic, mails and addresses. Life
 * cycle: a notice is claimed, sent by each channel, noted after each, finished; a failure gives the claim back and the
 * queue tries the channels that are left. Gotchas: a function that dies between a mail and its note sends that mail twice;
 * nothing can be sent exactly once.
 * @throws NoticeTakenError, or what a channel throws
 */
export function createSendNotice(effects: SendEffects): (event: unknown) => Promise<SendResult> {
  const { ledger, clock, journal } = effects;
  return async event => {
    const notice = noticeSchema.parse(event);
    const { kind, workload, correlationId } = notice;
    const id = noticeId(notice);
    const claim = await ledger.claim(id, clock.now());
    if (claim.kind === 'told') return 'duplicate';
    if (claim.kind === 'taken') {
      throw new NoticeTakenError(
        `notice ${id}: nobody else must send it now, got a claim until ${claim.until.toISOString()}`,
      );
    }
    try {
      if (!claim.sent.includes('topic')) await tellTopic(notice, effects);
      if (!claim.sent.includes('mail')) await mailPeople(notice, effects);
      await ledger.finish(id, clock.now());
    } catch (error) {
      await ledger.giveBack(id);
      throw error;
    }
    journal.note('people were told', { kind, workload, correlationId, id });
    return 'told';
  };
}

async function tellTopic(notice: Notice, { topic, ledger }: SendEffects): Promise<void> {
  await topic.publish(noticeMail(notice));
  await ledger.noteSent(noticeId(notice), 'topic');
}

async function mailPeople(notice: Notice, { mail, mailer, ledger }: SendEffects): Promise<void> {
  const to = decisionKinds.includes(notice.kind) ? mail?.approvers : mail?.readers;
  if (!to || to.length === 0) return;
  const { kind, workload, environment } = notice;
  const tags = { [mailTags.kind]: kind, [mailTags.workload]: workload, [mailTags.environment]: environment };
  await mailer.send({ ...noticeMail(notice), to, tags });
  await ledger.noteSent(noticeId(notice), 'mail');
}
