/** The intake queue, for those that put work back onto it. */
export interface MessageQueue {
  /** Sends every body or throws; at least once. */
  send(bodies: readonly string[]): Promise<void>;
}
