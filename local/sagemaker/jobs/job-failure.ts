import { RoleRefused } from '../cloud/role-session';
import { ImageUnavailable } from '../containers/container';

/** FailureReason is at most 1024 characters. */
const LONGEST = 1024;

/** Ends a job as Failed with a FailureReason. Its first word tells whose fault it was, as in AWS. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';

  constructor(
    blame: 'AlgorithmError' | 'ClientError' | 'InternalServerError',
    message: string,
    readonly exitCode?: number,
  ) {
    const ending = exitCode === undefined ? '' : `, exit code: ${exitCode}`;
    super(`${blame}: ${message.slice(0, LONGEST - blame.length - ending.length - 2)}${ending}`);
  }
}

const REFUSED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'Forbidden',
  'NoSuchBucket',
  'NoSuchKey',
  'NotFound',
]);

/** Why a job failed, as its FailureReason says it. */
export function failureReason(error: unknown): string {
  if (error instanceof JobFailure) return error.message;
  const { name, message } = error as Error;
  if (error instanceof RoleRefused || error instanceof ImageUnavailable)
    return new JobFailure('ClientError', message).message;
  if (REFUSED.has(name)) return new JobFailure('ClientError', `${name}: ${message}`).message;
  return new JobFailure('InternalServerError', `the laptop cloud could not run the job: ${message}`).message;
}
