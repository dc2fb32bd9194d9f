import { randomUUID } from 'node:crypto';
import { type TargetHandler, TargetRefused } from '../../service/registry';
import { SageMakerError } from '../errors';
import { type Operations, perform } from '../operations';
import type { World } from '../world';

/** Starts the pipeline that a rule or a schedule names, with the parameters that its target gives. */
export const pipelineTarget =
  ({ api }: Pick<World, 'api'>, operations: Operations): TargetHandler =>
  async ({ target }) => {
    const { PipelineParameterList } = (target['SageMakerPipelineParameters'] ?? {}) as Record<string, unknown>;
    const request = {
      PipelineName: target.Arn,
      ClientRequestToken: randomUUID(),
      ...(PipelineParameterList !== undefined && { PipelineParameters: PipelineParameterList }),
    };
    try {
      await perform(api, operations, { operation: 'StartPipelineExecution', request });
    } catch (error) {
      if (error instanceof SageMakerError && error.status < 500) throw new TargetRefused(error.message);
      throw error;
    }
  };
