/** An error that a service answers; its code and words reach the caller as they are. */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError';

  /** @param code as AWS names it: SDKs and boto3 match on it */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}
