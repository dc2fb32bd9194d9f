import { RoleRefused } from '../../cloud/role-session';
import { SageMakerError } from '../../errors';
import { StepFailed } from './step-failed';

/** What a failed call means for its step, in the words of SageMaker. @param action such as `lambda:InvokeFunction` */
export function callFailure(action: string, error: unknown): Error {
  if (error instanceof StepFailed) return error;
  const { name, message } = error as Error;
  const details = `Failed to invoke ${action}. Error Details: ${message}`;
  if (error instanceof RoleRefused) return new StepFailed(`ClientError: ${details}`);
  const code = error instanceof SageMakerError ? error.code : name;
  const status =
    error instanceof SageMakerError
      ? error.status
      : (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (/Throttl|TooManyRequests/.test(code)) return new StepFailed(`ClientError: ${details}`, 'Step.THROTTLING');
  if (code === 'ResourceLimitExceeded') return new StepFailed(`ClientError: ${details}`, 'SageMaker.RESOURCE_LIMIT');
  if (status === undefined || status >= 500) return new StepFailed(`ServiceError: ${details}`, 'Step.SERVICE_FAULT');
  return new StepFailed(`ClientError: ${details}`);
}
