import type { NoticeMail } from '../domain/notices/notice-mail';

export interface AddressedMail extends NoticeMail {
  /** At most 50. */
  readonly to: readonly string[];
  /** By name; letters, digits, `-` and `_`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Sends mails. */
export interface Mailer {
  /** @throws when the mail was not taken, or may not have been */
  send(mail: AddressedMail): Promise<void>;
}
