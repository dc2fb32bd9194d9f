import type { AsyncRequest } from './async-request';

export type AsyncResult =
  | { readonly kind: 'completed'; readonly contentType: string; readonly body: Uint8Array }
  | { readonly kind: 'failed'; readonly reason: string };

export interface NoticePlace {
  readonly region: string;
  /** Epoch seconds of the result. */
  readonly at: number;
}

/** The SNS message about a result, as the developer guide shows it ("Check prediction results"). */
export function asyncNotice(request: AsyncRequest, result: AsyncResult, { region, at }: NoticePlace): object {
  const time = (seconds: number) => new Date(seconds * 1000).toISOString();
  const outcome =
    result.kind === 'completed'
      ? {
          invocationStatus: 'Completed',
          responseParameters: { contentType: result.contentType, outputLocation: request.output },
        }
      : { invocationStatus: 'Failed', failureReason: result.reason };
  return {
    awsRegion: region,
    eventTime: time(at),
    receivedTime: time(request.receivedAt),
    ...outcome,
    requestParameters: {
      ...(request.headers['content-type'] && { contentType: request.headers['content-type'] }),
      endpointName: request.endpoint,
      inputLocation: request.input,
    },
    inferenceId: request.inferenceId,
    eventVersion: '1.0',
    eventSource: 'aws:sagemaker',
    eventName: 'InferenceResult',
  };
}
