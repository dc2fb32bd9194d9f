/** What the local service answers to a forwarded AWS call. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const JSON_1_1 = 'application/x-amz-json-1.1';

/** A successful answer of an AWS JSON 1.1 operation. */
export function jsonAnswer(value: unknown): ServiceAnswer {
  return { status: 200, headers: { 'content-type': JSON_1_1 }, body: JSON.stringify(value) };
}

/** An error as the AWS JSON and REST-JSON protocols carry it: SDKs read the code from the header or from `__type`. */
export function errorAnswer(code: string, message: string, status = 400): ServiceAnswer {
  return {
    status,
    headers: { 'content-type': JSON_1_1, 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}
