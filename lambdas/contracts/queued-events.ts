/** One message. */
export interface QueuedEvent {
  readonly messageId: string;
  readonly body: string;
  /** How often it was received, itself included. */
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

/** EventBridge events that wait in a queue for a function, as Lambda delivers them; only the fields used. */
export interface QueuedEvents {
  readonly Records: readonly QueuedEvent[];
}

/** Lambda deletes every message that is not named here. A wrong shape would delete the failed ones too. */
export interface FailedEvents {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}
