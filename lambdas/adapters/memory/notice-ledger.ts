import type { NoticeChannel, NoticeClaim, NoticeLedger } from '../../ports/notice-ledger';

interface Item {
  readonly sent: Set<NoticeChannel>;
  until?: number | undefined;
  isTold: boolean;
}

const claimMs = 60_000;

export class MemoryNoticeLedger implements NoticeLedger {
  private readonly items = new Map<string, Item>();

  async claim(id: string, now: Date): Promise<NoticeClaim> {
    const item = this.item(id);
    if (item.isTold) return { kind: 'told' };
    if (item.until !== undefined && item.until > now.getTime()) return { kind: 'taken', until: new Date(item.until) };
    item.until = now.getTime() + claimMs;
    return { kind: 'ours', sent: [...item.sent] };
  }

  async noteSent(id: string, channel: NoticeChannel): Promise<void> {
    this.item(id).sent.add(channel);
  }

  async finish(id: string): Promise<void> {
    this.item(id).isTold = true;
  }

  async giveBack(id: string): Promise<void> {
    this.item(id).until = undefined;
  }

  private item(id: string): Item {
    const known = this.items.get(id) ?? { sent: new Set(), isTold: false };
    this.items.set(id, known);
    return known;
  }
}
