import type { DeployModelCall } from '../../contracts/deployment';
import type { TrailEvent } from './trail-event';

export interface EndedDeployment {
  readonly call: DeployModelCall;
  /** Name of the state machine's execution. */
  readonly execution: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly at: string;
  /** Empty when the version serves. */
  readonly cause: string;
}

/** One record a run of "Deploy model", however often its last state is tried. */
export function deploymentRecord({ call, execution, startedAt, at, cause }: EndedDeployment): TrailEvent {
  const { workload, stage, modelPackageArn, correlationId } = call;
  return {
    workload,
    id: `deployment-${execution}`,
    time: at,
    kind: 'deployment',
    subject: `${stage} ${modelPackageArn.split('/').at(-1)}`,
    status: cause === '' ? 'Serving' : 'Failed',
    correlationId,
    startedAt: new Date(startedAt).toISOString(),
    ...(cause !== '' && { why: cause }),
  };
}
