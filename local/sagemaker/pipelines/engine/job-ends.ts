import type { Operations } from '../../operations';
import type { Ended } from '../steps/job-step';

const POLL_MS = 500;

interface Ending {
  ended(name: string): Promise<void>;
}

interface Runner {
  readonly runner: Ending;
}

export interface JobParts {
  readonly training: Runner;
  readonly processing: Runner;
  readonly transform: Runner;
  /** Jobs that run other jobs, where there are such. */
  readonly tuning?: Ending;
}

/** How the end of each kind of job is heard of. Kinds that tell nobody are asked twice a second. */
export function jobEnds({ training, processing, transform, tuning }: JobParts, operations: Operations): Ended {
  const endings: Readonly<Record<string, Ending | undefined>> = {
    TrainingJob: training.runner,
    ProcessingJob: processing.runner,
    TransformJob: transform.runner,
    HyperParameterTuningJob: tuning,
  };
  return (resource, name) => endings[resource]?.ended(name) ?? polled(resource, name, operations);
}

async function polled(resource: string, name: string, operations: Operations): Promise<void> {
  const describe = operations[`Describe${resource}`];
  for (;;) {
    const job = (await describe?.({ [`${resource}Name`]: name } as never)) as Record<string, unknown> | undefined;
    const status = job?.[`${resource}Status`];
    if (status !== 'InProgress' && status !== 'Stopping') return;
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}
