import type { Notifier } from '../../ports/notifier';

export class MemoryNotifier implements Notifier {
  readonly sent: { readonly subject: string; readonly text: string }[] = [];

  async send(notice: { readonly subject: string; readonly text: string }): Promise<void> {
    this.sent.push(notice);
  }
}
