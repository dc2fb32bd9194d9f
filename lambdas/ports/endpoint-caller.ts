export interface EndpointCall {
  readonly endpoint: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

export type EndpointAnswer =
  | {
      readonly kind: 'answered';
      readonly bytes: Uint8Array;
      /** X-Amzn-SageMaker-Custom-Attributes; empty without. */
      readonly attributes: string;
      readonly milliseconds: number;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly milliseconds: number };

/** Asks a model; a refusal or fault of the endpoint is an answer. */
export interface EndpointCaller {
  ask(call: EndpointCall): Promise<EndpointAnswer>;
}
