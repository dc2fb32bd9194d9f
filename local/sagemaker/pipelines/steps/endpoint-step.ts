import { callSageMaker, nameFor } from './resource-step';
import { interrupted, StepFailed } from './step-failed';
import type { StepKind, StepOutcome, StepWork } from './step-kind';

/** Resolves when what is under way at an endpoint is done. */
export type Idle = (endpoint: string) => Promise<void>;

/** Creates an endpoint, or updates the one with that name, and waits until it serves the wanted configuration. */
export const endpointStep = (idle: Idle): StepKind => {
  const settle = async (name: string, work: StepWork): Promise<StepOutcome> => {
    await idle(name);
    const values = await callSageMaker(work, 'DescribeEndpoint', { EndpointName: name });
    const { EndpointStatus: status, EndpointConfigName: config, FailureReason: reason } = values;
    if (status === 'InService' && config === work.arguments['EndpointConfigName']) {
      return { values, metadata: { Endpoint: { Arn: values['EndpointArn'] } } };
    }
    throw new StepFailed(`ClientError: endpoint ${name} is ${status} with ${config}. ${reason ?? ''}`.trim());
  };
  return {
    executesOnceKept: true,
    async run(work) {
      const name = nameFor(work, 'EndpointName');
      const request = { ...work.arguments, EndpointName: name };
      const exists = await isThere(name, work);
      const { Tags: _, ...update } = request as { Tags?: unknown };
      const { EndpointArn: Arn } = exists
        ? await callSageMaker(work, 'UpdateEndpoint', update)
        : await callSageMaker(work, 'CreateEndpoint', request);
      work.keep({ Metadata: { Endpoint: { Arn } }, JobName: name });
      return settle(name, work);
    },
    async resume(work, { JobName }) {
      if (!JobName) throw interrupted();
      return settle(JobName, work);
    },
  };
};

async function isThere(name: string, work: StepWork): Promise<boolean> {
  try {
    await callSageMaker(work, 'DescribeEndpoint', { EndpointName: name });
    return true;
  } catch (error) {
    if (error instanceof StepFailed && /Could not find endpoint/.test(error.message)) return false;
    throw error;
  }
}
