import type { Notice } from '../contracts/notices';

/** Tells people, once for each kind and key, however often it is asked. */
export interface Notifier {
  /** Hands the notice over, at least once; who delivers it drops those that are known. */
  send(notice: Notice): Promise<void>;
}
