import { randomUUID } from 'node:crypto';
import { SageMakerPipelineExecutions } from '../../lambdas/adapters/aws/sagemaker-pipeline-executions';
import { executionIdOf } from '../../lambdas/domain/training/execution';
import type { PipelineExecutions } from '../../lambdas/ports/pipeline-executions';
import { wallClock } from '../ingestion/wait-for-outcomes';
import { underWay } from '../training/find-execution';
import { waitForEnd } from '../training/stop-execution';
import { resourcesOfType } from './stack-resources';
import { clientSettingsOf, type DeployTarget } from './target';

/** Jobs get two minutes to end by themselves; functions that a step calls may take as long. */
const timeoutMs = 10 * 60_000;

/**
 * Stops what runs of the environment's pipelines and waits for its end: CloudFormation cannot delete a pipeline before,
 * and a training would register versions behind its back.
 * @returns how many executions were under way
 */
export async function stopExecutions(target: DeployTarget, report: (progress: string) => void): Promise<number> {
  const { SageMakerClient } = require('@aws-sdk/client-sagemaker') as typeof import('@aws-sdk/client-sagemaker');
  const client = new SageMakerClient(clientSettingsOf(target));
  // The names of pipelines are at hand, so they stand for those of workloads.
  const executions: PipelineExecutions = new SageMakerPipelineExecutions(client, pipeline => pipeline);
  let stopped = 0;
  try {
    for (const pipeline of await resourcesOfType(target, 'AWS::SageMaker::Pipeline')) {
      for (const { arn, status } of await underWay(pipeline, executions)) {
        report(`stopping ${executionIdOf(arn)}`);
        if (status !== 'Stopping') await executions.stop(arn, randomUUID());
        await waitForEnd(arn, { executions, clock: wallClock, signal: target.signal, timeoutMs });
        stopped += 1;
      }
    }
    return stopped;
  } finally {
    client.destroy();
  }
}
