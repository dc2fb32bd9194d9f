import { pipelineJobSchema, type ReleaseJob, releaseJobSchema } from '../../contracts/release';
import type { PipelineJobs } from '../../ports/pipeline-jobs';

/** Longest message that CodePipeline takes. */
const longest = 5000;

/**
 * Runs an action of a release pipeline and tells CodePipeline how it ended. Whatever is thrown fails the action at once:
 * without an answer it would wait for an hour.
 */
export function handlePipelineJob(
  jobs: PipelineJobs,
  work: (job: ReleaseJob) => Promise<Readonly<Record<string, string>>>,
): (event: unknown) => Promise<void> {
  return async event => {
    const { id, data } = pipelineJobSchema.parse(event)['CodePipeline.job'];
    let variables: Readonly<Record<string, string>>;
    try {
      variables = await work(releaseJobSchema.parse(JSON.parse(data.actionConfiguration.configuration.UserParameters)));
    } catch (error) {
      return jobs.fail(id, (error instanceof Error ? error.message : String(error)).slice(0, longest));
    }
    return jobs.succeed(id, variables);
  };
}
