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
  /** The container refuses this body, and would again: its status (4xx) and words. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** Real-time endpoints of models. */
export interface Endpoints {
  /** @throws Error for what another try may mend: throttling, a server fault, no answer in time */
  invoke(invocation: Invocation): Promise<Invoked>;
}
