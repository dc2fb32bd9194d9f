/** A body for a model server; at most 6,291,456 bytes, as SageMaker takes it. */
export interface Invocation {
  readonly endpointName: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Ends the call, without another try. */
  readonly signal?: AbortSignal;
}

export type Invoked =
  | {
      readonly kind: 'answered';
      readonly body: string;
      /** Custom attributes of the response: the container says by them which model it is. */
      readonly attributes: string;
    }
  /** There is no endpoint of that name that serves. */
  | { readonly kind: 'absent' }
  /** It answers by files only. */
  | { readonly kind: 'async' }
  /** The container refuses this body, and would again: its status (4xx) and words. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** An image for an asynchronous endpoint, which reads it itself. */
export interface AsyncInvocation {
  readonly endpointName: string;
  readonly contentType: string;
  /** Where it lies: `s3://<bucket>/<key>`, in printable ASCII and at most 1,024 characters. */
  readonly inputUri: string;
  readonly inferenceId: string;
  readonly signal?: AbortSignal;
}

export type InvokedAsync =
  /** One of the two objects will be there when it has answered. */
  | { readonly kind: 'pending'; readonly answerUri: string; readonly failureUri: string }
  | { readonly kind: 'absent' }
  /** It answers calls at once. */
  | { readonly kind: 'direct' };

/** A container answered with an error of its own, or not at all. */
export class ModelFaultError extends Error {
  override readonly name = 'ModelFaultError';
}

/** Endpoints of models. */
export interface Endpoints {
  /** @throws Error for what another try may mend: throttling, a server fault, no answer in time */
  invoke(invocation: Invocation): Promise<Invoked>;
  /** @throws Error for what another try may mend */
  invokeAsync(invocation: AsyncInvocation): Promise<InvokedAsync>;
}
