import type { Notice } from '../../contracts/notices';
import { noticeSubject, noticeText } from '../../domain/notices/notice-text';
import type { Notifier } from '../../ports/notifier';

export interface SentNotice extends Notice {
  readonly subject: string;
  readonly text: string;
}

/** Keeps what it is given, and how it reads. */
export class MemoryNotifier implements Notifier {
  readonly sent: SentNotice[] = [];

  async send(notice: Notice): Promise<void> {
    this.sent.push({ ...notice, subject: noticeSubject(notice), text: noticeText(notice) });
  }
}
