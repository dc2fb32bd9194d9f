import { type Operations, registerOperations as registerService } from '../service/api/operations';
import type { Registry } from '../service/registry';
import type { SageMakerApi } from './api/sagemaker-api';

export type { Operation, Operations, Performed } from '../service/api/operations';
export { perform } from '../service/api/operations';

/** Answers each operation over the JSON 1.1 protocol, with AWS's error codes. */
export function registerOperations(registry: Registry, api: SageMakerApi, operations: Operations): void {
  registerService(registry, { service: 'sagemaker', api, operations });
}
