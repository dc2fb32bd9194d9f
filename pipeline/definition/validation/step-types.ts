/** What each type of step consists of. A type that is not here is refused: nothing would execute it. */
export interface StepType {
  /** Its Arguments are the request of `Create<resource>` without `generated`; its values are those of `Describe<resource>`. */
  readonly resource?: string;
  /** The name that the service makes up. */
  readonly generated?: string;
  /** Members beside Name, Type, Arguments, DependsOn, DisplayName and Description. */
  readonly members: readonly string[];
  /** Values that other steps may use, where no Describe answer has them. */
  readonly values?: readonly string[];
}

const job = ['CacheConfig', 'RetryPolicies'];

export const stepTypes: Readonly<Record<string, StepType>> = {
  Processing: { resource: 'ProcessingJob', generated: 'ProcessingJobName', members: [...job, 'PropertyFiles'] },
  Training: { resource: 'TrainingJob', generated: 'TrainingJobName', members: job },
  Tuning: { resource: 'HyperParameterTuningJob', generated: 'HyperParameterTuningJobName', members: job },
  Transform: { resource: 'TransformJob', generated: 'TransformJobName', members: job },
  Model: { resource: 'Model', generated: 'ModelName', members: ['RetryPolicies'] },
  EndpointConfig: { resource: 'EndpointConfig', generated: 'EndpointConfigName', members: ['RetryPolicies'] },
  Endpoint: { resource: 'Endpoint', generated: 'EndpointName', members: ['RetryPolicies'] },
  RegisterModel: { resource: 'ModelPackage', members: ['RetryPolicies'] },
  Lambda: { members: ['FunctionArn', 'OutputParameters', 'CacheConfig'] },
  Callback: { members: ['SqsQueueUrl', 'OutputParameters', 'CacheConfig'] },
  Condition: { members: [], values: ['Outcome'] },
  Fail: { members: [], values: ['ErrorMessage'] },
};

export const sharedMembers = ['Name', 'Type', 'Arguments', 'DependsOn', 'DisplayName', 'Description'];
