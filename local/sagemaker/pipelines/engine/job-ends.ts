import type { Operations } from '../../operations';
import type { Ended } from '../steps/job-step';

const POLL_MS = 500;

interface Runner {
  readonly runner: { ended(name: string): Promise<void> };
}

export interface JobParts {
  readonly training: Runner;
  readonly processing: Runner;
  readonly transform: Runner;
}

/** How the end of each kind of job is heard of. Kinds that tell nobody are asked twice a second. */
export function jobEnds({ training, processing, transform }: JobParts, operations: Operations): Ended {
  const runners: Readonly<Record<string, Runner>> = {
    TrainingJob: training,
    ProcessingJob: processing,
    TransformJob: transform,
  };
  return (resource, name) => runners[resource]?.runner.ended(name) ?? polled(resource, name, operations);
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
