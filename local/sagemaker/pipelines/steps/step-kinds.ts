import { callbackStep } from './callback-step';
import type { Callbacks } from './callbacks';
import { conditionStep, failStep } from './control-steps';
import { endpointStep, type Idle } from './endpoint-step';
import { type Ended, JobStep } from './job-step';
import { lambdaStep } from './lambda-step';
import { resourceStep } from './resource-step';
import type { StepKind } from './step-kind';

export interface StepWaits {
  readonly ended: Ended;
  readonly idle: Idle;
  readonly callbacks: Callbacks;
  readonly callbackLimitSeconds: number;
}

/** What each type of step does, by its Type in a definition. */
export function stepKinds({
  ended,
  idle,
  callbacks,
  callbackLimitSeconds,
}: StepWaits): Readonly<Record<string, StepKind>> {
  const job = (resource: string) =>
    new JobStep({ resource, metadata: resource, longestName: 63, retriesItself: false }, ended);
  const tuning = {
    resource: 'HyperParameterTuningJob',
    metadata: 'TuningJob',
    longestName: 32,
    retriesItself: true,
  };
  return {
    Processing: job('ProcessingJob'),
    Training: job('TrainingJob'),
    Transform: job('TransformJob'),
    Tuning: new JobStep(tuning, ended),
    Model: resourceStep({
      resource: 'Model',
      generated: 'ModelName',
      metadata: 'Model',
      named: (_, ModelName) => ({ ModelName }),
    }),
    EndpointConfig: resourceStep({
      resource: 'EndpointConfig',
      generated: 'EndpointConfigName',
      metadata: 'EndpointConfig',
      named: (_, EndpointConfigName) => ({ EndpointConfigName }),
    }),
    RegisterModel: resourceStep({
      resource: 'ModelPackage',
      metadata: 'RegisterModel',
      named: ({ ModelPackageArn }) => ({ ModelPackageName: ModelPackageArn }),
    }),
    Endpoint: endpointStep(idle),
    Lambda: lambdaStep,
    Callback: callbackStep(callbacks, callbackLimitSeconds),
    Condition: conditionStep,
    Fail: failStep,
  };
}
