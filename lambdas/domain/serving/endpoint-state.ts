/** An endpoint as SageMaker describes it. */
export interface EndpointState {
  readonly arn: string;
  /** As SageMaker writes it, e.g. `InService`. */
  readonly status: string;
  /** The configuration that serves; while an update is under way still the old one. */
  readonly config: string;
  readonly failureReason?: string;
  /** ISO 8601, UTC. */
  readonly changedAt: string;
  /** Machines or, serverless, none. */
  readonly instances?: number;
}

const changing = new Set(['Creating', 'Updating', 'RollingBack', 'SystemUpdating', 'Deleting']);

/** Whether SageMaker works on the endpoint: it takes no update meanwhile. */
export const isChanging = ({ status }: Pick<EndpointState, 'status'>): boolean => changing.has(status);
