/** EventBridge events that wait in a queue for a function, as Lambda delivers them; only the fields used. */
export interface QueuedEvents {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Lambda deletes every message that is not named here. A wrong shape would delete the failed ones too. */
export interface FailedEvents {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}
