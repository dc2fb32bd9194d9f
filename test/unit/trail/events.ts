import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';

export const executionArn = 'arn:aws:sagemaker:eu-central-1:1:pipeline/everloop-dev-product-images/execution/abc123';

/** As EventBridge delivers it. */
export const loopEvent = (detailType: string, detail: object, id = 'event-1') => ({
  version: '0',
  id,
  source: 'aws.sagemaker',
  'detail-type': `SageMaker ${detailType}`,
  time: '2026-11-21T16:00:09Z',
  detail,
});

export const ofPipeline = (detail: object) => ({
  pipelineArn: 'arn:aws:sagemaker:eu-central-1:1:pipeline/everloop-dev-product-images',
  pipelineExecutionArn: executionArn,
  ...detail,
});

/** A record `seconds` after the full minute. */
export const at = (seconds: number, own: Partial<TrailEvent>): TrailEvent => ({
  workload: 'product-images',
  id: `${own.kind}-${own.subject}-${own.status}-${seconds}`,
  time: new Date(Date.UTC(2026, 10, 21, 16, 0, 0) + seconds * 1000).toISOString(),
  kind: 'step',
  subject: 'Train',
  status: 'Executing',
  executionId: 'abc123',
  ...own,
});

/** A whole run: person -> pipeline -> steps -> version -> approval. */
export const run: readonly TrailEvent[] = [
  at(0, { kind: 'request', subject: 'person', status: 'requested', correlationId: 'person-1', why: 'first model' }),
  at(1, { kind: 'execution', subject: 'pipeline', status: 'Executing', correlationId: 'person-1' }),
  at(2, { subject: 'Train', status: 'Executing' }),
  at(3, { kind: 'job', subject: 'pipelines-abc123-Train-x', status: 'Training' }),
  at(62, { subject: 'Train', status: 'Succeeded' }),
  at(63, {
    kind: 'version',
    subject: '3',
    status: 'PendingManualApproval',
    correlationId: 'person-1',
    executionId: undefined,
  }),
  at(63, { kind: 'execution', subject: 'pipeline', status: 'Succeeded', correlationId: 'person-1' }),
  at(600, {
    kind: 'version',
    subject: '3',
    status: 'Approved',
    correlationId: 'person-1',
    executionId: undefined,
    why: 'good',
    by: 'ann',
  }),
].map(({ executionId, ...rest }) => (executionId === undefined ? rest : { ...rest, executionId })) as TrailEvent[];
