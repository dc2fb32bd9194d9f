/** Ways by which a notice goes out. */
export type NoticeChannel = 'topic' | 'mail';

export type NoticeClaim =
  /** Ours until the claim ends; `sent` went out already. */
  | { readonly kind: 'ours'; readonly sent: readonly NoticeChannel[] }
  | { readonly kind: 'told' }
  /** Somebody else is about to. */
  | { readonly kind: 'taken'; readonly until: Date };

/** What people were told, so that they are told once. */
export interface NoticeLedger {
  /** At most one claim on an id stands at a time, until it ends or is given back. */
  claim(id: string, now: Date): Promise<NoticeClaim>;
  noteSent(id: string, channel: NoticeChannel): Promise<void>;
  /** Everything is sent: nobody claims it again. */
  finish(id: string, now: Date): Promise<void>;
  giveBack(id: string): Promise<void>;
}
