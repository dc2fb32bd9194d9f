import { errorAnswer, jsonAnswer } from '../answers';
import type { OperationHandler, Registry } from '../registry';
import type { ServiceApi } from './service-api';
import { ServiceError } from './service-error';

/** Who calls: the ARN of a role's session, a user or the account's root. */
export interface Caller {
  readonly arn: string;
}

/**
 * One operation: takes the request, which the API model has checked, and returns the answer's members. `never` lets
 * each operation name the members that it reads; the check has proved that they are there.
 */
export type Operation = (request: never, caller: Caller) => object | Promise<object>;

/** Operations by name, such as `CreateTrainingJob`. */
export type Operations = Readonly<Record<string, Operation>>;

export interface Performed {
  readonly operation: string;
  readonly request: unknown;
  /** The account's root for calls from inside. */
  readonly caller?: Caller;
}

/** A service as the registry answers it. */
export interface AnsweredService {
  /** As the plug-in names it, such as `sagemaker`. */
  readonly service: string;
  readonly api: ServiceApi;
  readonly operations: Operations;
}

/** For calls from inside. */
export const ROOT: Caller = { arn: 'arn:aws:iam::000000000000:root' };

function parse(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body);
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ServiceError('SerializationException', 'the request must be JSON');
  }
}

/** Runs an operation on a parsed request as the service does: checks it, then does it. For calls from inside, too. */
export async function perform(api: ServiceApi, operations: Operations, call: Performed): Promise<object> {
  const operation = operations[call.operation];
  if (!operation) throw new ServiceError('UnknownOperationException', `not implemented: ${call.operation}`);
  api.checkRequest(call.operation, call.request);
  return operation(call.request as never, call.caller ?? ROOT);
}

/** Answers each operation over the JSON 1.1 protocol, with AWS's error codes. */
export function registerOperations(registry: Registry, { service, api, operations }: AnsweredService): void {
  for (const operation of Object.keys(operations)) {
    const handler: OperationHandler = async call => {
      try {
        const caller = call.caller ? { arn: call.caller } : ROOT;
        return jsonAnswer(await perform(api, operations, { operation, request: parse(call.body), caller }));
      } catch (error) {
        if (error instanceof ServiceError) return errorAnswer(error.code, error.message, error.status);
        throw error;
      }
    };
    registry.operation(service, operation, handler);
  }
}
