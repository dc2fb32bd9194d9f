/** Tells whoever has subscribed, people or machines, in plain text. */
export interface TextTopic {
  /** At least once; `subject` is ASCII of at most 100 characters. */
  publish(notice: { readonly subject: string; readonly text: string }): Promise<void>;
}
