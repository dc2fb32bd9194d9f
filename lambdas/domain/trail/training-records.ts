import type { DriftWindow } from '../../contracts/drift-window';
import type { GateAnswer } from '../../contracts/gate-call';
import type { TrailEvent } from './trail-event';

export interface DatasetUse {
  readonly workload: string;
  readonly datasetId: string;
  readonly correlationId: string;
  readonly executionArn: string;
  readonly at: Date;
  /** Of the feedback that models are compared on. */
  readonly drift?: DriftWindow | undefined;
}

/** The data set that an execution learns from. One a correlation id, however often it is sent. */
export const datasetRecord = ({
  workload,
  datasetId,
  correlationId,
  executionArn,
  at,
  drift,
}: DatasetUse): TrailEvent => ({
  workload,
  id: `dataset-${correlationId}`,
  time: at.toISOString(),
  kind: 'dataset',
  subject: datasetId,
  status: 'drawn',
  correlationId,
  executionId: executionArn.split('/').at(-1) ?? '',
  ...(drift && { why: `${datasetId.slice(0, 12)}, drift slice of ${drift.from} to ${drift.to}` }),
});

export interface GateVerdictProps {
  readonly workload: string;
  readonly executionId: string;
  readonly correlationId: string;
  readonly at: Date;
  readonly answer: Pick<GateAnswer, 'verdict' | 'reasons' | 'score'>;
  /** What the drift slice said, for people. */
  readonly slice: string;
}

/** What the gate said of a candidate. A step that is tried again says it once. */
export const verdictRecord = (props: GateVerdictProps): TrailEvent => {
  const { workload, executionId, correlationId, at, answer, slice } = props;
  const reasons = answer.reasons === 'none' ? '' : `: ${answer.reasons}`;
  return {
    workload,
    id: `verdict-${executionId}`,
    time: at.toISOString(),
    kind: 'verdict',
    subject: 'candidate',
    status: answer.verdict,
    correlationId,
    executionId,
    why: `${answer.score}; ${slice}${reasons}`.slice(0, 1024),
  };
};
