import type { PipelineExecutions } from '../../../lambdas/ports/pipeline-executions';
import type { RetrainingDesks } from '../../../lambdas/ports/retraining-desks';
import { retrainingAfter, type StartedRetraining } from './started-retraining';

export interface KnownRetrainings {
  readonly workload: string;
  readonly desks: Pick<RetrainingDesks, 'read'>;
  readonly executions: Pick<PipelineExecutions, 'newest'>;
  /** Of the last one that is known. */
  readonly correlationId: string;
}

/** An alarm that stays has started another one meanwhile; undefined when none did. */
export async function laterRetraining(known: KnownRetrainings): Promise<StartedRetraining | undefined> {
  const { retrainings } = await known.desks.read(known.workload);
  const at = retrainings.findIndex(({ correlationId }) => correlationId === known.correlationId);
  return retrainingAfter(retrainings.slice(at + 1), '', known);
}
