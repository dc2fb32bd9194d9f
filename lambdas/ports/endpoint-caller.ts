export interface EndpointCall {
  readonly endpoint: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** A call whose body lies in a bucket already. */
export interface StoredCall {
  readonly endpoint: string;
  readonly input: { readonly bucket: string; readonly key: string };
  readonly contentType: string;
}

export type EndpointAnswer =
  | {
      readonly kind: 'answered';
      readonly bytes: Uint8Array;
      /** X-Amzn-SageMaker-Custom-Attributes; empty without, and where the answer is a file. */
      readonly attributes: string;
      readonly milliseconds: number;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly milliseconds: number };

/** Asks a model; a refusal or fault of the endpoint is an answer. */
export interface EndpointCaller {
  ask(call: EndpointCall): Promise<EndpointAnswer>;
}

/** Asks a model that answers by files, and waits for the file. */
export interface StoredCaller {
  askStored(call: StoredCall): Promise<EndpointAnswer>;
}
