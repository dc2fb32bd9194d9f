import { errorAnswer, jsonAnswer } from '../service/answers';
import type { OperationHandler, Registry } from '../service/registry';
import type { SageMakerApi } from './api/sagemaker-api';
import { SageMakerError } from './errors';

/**
 * One operation: takes the request, which the API model has checked, and returns the answer's members. `never` lets
 * each operation name the members that it reads; the check has proved that they are there.
 */
export type Operation = (request: never) => object | Promise<object>;

/** Operations by name, such as `CreateTrainingJob`. */
export type Operations = Readonly<Record<string, Operation>>;

function parse(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body);
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new SageMakerError('SerializationException', 'the request must be JSON');
  }
}

/** Runs an operation on a parsed request as the service does: checks it, then does it. For calls from inside, too. */
export async function perform(api: SageMakerApi, operations: Operations, call: Performed): Promise<object> {
  const operation = operations[call.operation];
  if (!operation) throw new SageMakerError('UnknownOperationException', `not implemented: ${call.operation}`);
  api.checkRequest(call.operation, call.request);
  return operation(call.request as never);
}

export interface Performed {
  readonly operation: string;
  readonly request: unknown;
}

/** Answers each operation over the JSON 1.1 protocol, with AWS's error codes. */
export function registerOperations(registry: Registry, api: SageMakerApi, operations: Operations): void {
  for (const operation of Object.keys(operations)) {
    const handler: OperationHandler = async call => {
      try {
        return jsonAnswer(await perform(api, operations, { operation, request: parse(call.body) }));
      } catch (error) {
        if (error instanceof SageMakerError) return errorAnswer(error.code, error.message, error.status);
        throw error;
      }
    };
    registry.operation('sagemaker', operation, handler);
  }
}
