import { ServiceError } from '../service/api/service-error';

/** An error that CodeBuild answers. */
export class BuildError extends ServiceError {
  override readonly name = 'BuildError';
}

export const invalidInput = (message: string) => new BuildError('InvalidInputException', message);
export const notFound = (message: string) => new BuildError('ResourceNotFoundException', message);
