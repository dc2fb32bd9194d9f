import type { LoopReason } from '../../contracts/correlation';
import type { TrailEvent } from './trail-event';

export interface LoopRequest {
  readonly workload: string;
  readonly correlationId: string;
  readonly reason: LoopReason;
  readonly at: Date;
  /** The execution that it started, once it is known. */
  readonly executionArn?: string;
  /** What the person or the alarm says. */
  readonly why?: string;
}

/** The first record of a story; whoever starts an execution appends it. One a correlation id, however often it is sent. */
export function requestRecord({ executionArn, why, ...request }: LoopRequest): TrailEvent {
  const executionId = executionArn?.split('/').at(-1);
  return {
    workload: request.workload,
    id: `request-${request.correlationId}`,
    time: request.at.toISOString(),
    kind: 'request',
    subject: request.reason,
    status: 'requested',
    correlationId: request.correlationId,
    ...(executionId !== undefined && { executionId }),
    ...(why !== undefined && { why }),
  };
}
