/** A queue of ours, for those that put work (back) onto it. */
export interface MessageQueue {
  /** Sends every body or throws; at least once. */
  send(bodies: readonly string[], options?: SendOptions): Promise<void>;
}

export interface SendOptions {
  /** Before which nobody receives it: 0 to 900 seconds. */
  readonly delaySeconds?: number;
}
