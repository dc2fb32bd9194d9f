import * as z from 'zod/mini';
import { workloadOfName } from '../../contracts/resource-names';

const executionSchema = z.object({
  time: z.string(),
  detail: z.object({ pipeline: z.string(), 'execution-id': z.string(), state: z.string() }),
});

export interface ReleaseEnd {
  readonly workload: string;
  readonly executionId: string;
  /** As CodePipeline writes it, e.g. `SUCCEEDED`. */
  readonly state: string;
  readonly at: string;
}

const ends = new Set(['SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED', 'SUPERSEDED']);
const suffix = '-release';

/** The workload of a release pipeline of this environment. */
export const workloadOfRelease = (pipeline: string, environment: string): string | undefined =>
  pipeline.endsWith(suffix) ? workloadOfName(pipeline.slice(0, -suffix.length), environment) : undefined;

/** The end of a release; undefined for what goes on, and for other pipelines. @throws z.core.$ZodError for another event */
export function readReleaseEnd(event: unknown, environment: string): ReleaseEnd | undefined {
  const { time, detail } = executionSchema.parse(event);
  const workload = workloadOfRelease(detail.pipeline, environment);
  if (workload === undefined || !ends.has(detail.state)) return undefined;
  return { workload, executionId: detail['execution-id'], state: detail.state, at: new Date(time).toISOString() };
}
