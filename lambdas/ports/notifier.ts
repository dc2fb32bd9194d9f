/** Tells people. */
export interface Notifier {
  /** At least once; `subject` is ASCII of at most 100 characters. */
  send(notice: { readonly subject: string; readonly text: string }): Promise<void>;
}
