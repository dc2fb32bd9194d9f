import { RoleRefused } from '../../sagemaker/cloud/role-session';

/** Types of FailureDetails in CodePipeline's API, which are also the codes of errors. */
export type FailureCode =
  | 'JobFailed'
  | 'ConfigurationError'
  | 'PermissionError'
  | 'RevisionUnavailable'
  | 'SystemUnavailable'
  | 'ActionTimeout';

/** The action has failed; the message reaches the user as it is. */
export class ActionFailed extends Error {
  override readonly name = 'ActionFailed';

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly externalExecutionId?: string,
  ) {
    super(message);
  }
}

const DENIED = /AccessDenied|NotAuthorized|Unauthorized|Forbidden/;

/** What a refused AWS call makes of an action. @param call such as `states:StartExecution` */
export function callFailed(call: string, error: unknown): ActionFailed {
  if (error instanceof ActionFailed) return error;
  const { name, message } = error as Error;
  if (error instanceof RoleRefused || DENIED.test(name) || /is not authorized to perform/.test(message)) {
    return new ActionFailed('PermissionError', `The role does not have the permissions for ${call}: ${message}`);
  }
  return new ActionFailed('ConfigurationError', `${call} was refused. ${name}: ${message}`);
}

/** Runs `work`; what AWS refuses fails the action. */
export async function calling<T>(call: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw callFailed(call, error);
  }
}
