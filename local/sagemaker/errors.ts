import { ServiceError } from '../service/api/service-error';

/** An error that SageMaker answers; its code and words reach the caller as they are. */
export class SageMakerError extends ServiceError {
  override readonly name = 'SageMakerError';
}

export const validationError = (message: string) => new SageMakerError('ValidationException', message);
export const notFound = (message: string) => new SageMakerError('ResourceNotFound', message);
export const inUse = (message: string) => new SageMakerError('ResourceInUse', message);
export const limitExceeded = (message: string) => new SageMakerError('ResourceLimitExceeded', message);
export const conflict = (message: string) => new SageMakerError('ConflictException', message);

/** A Describe, Stop, Update or Delete of something that is not there is a ValidationException in SageMaker. */
export const couldNotFind = (kind: string, arn: string) => validationError(`Could not find ${kind} "${arn}".`);
