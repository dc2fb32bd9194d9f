import { isNamed, isObject, listAt } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';
import type { Json } from '../subject';

/** A serverless variant has no instance of ours, and so no volume. */
const onInstances = (request: Json): boolean =>
  listAt(request, 'ProductionVariants').some(variant => !isObject(variant['ServerlessConfig']));

export const endpointKey: SageMakerRule = {
  id: 'SM14',
  finding: "The volume of an endpoint's instances is not encrypted with a customer key.",
  why: 'The volume holds the model. Set KmsKeyId of the endpoint configuration. Instance types with local NVMe disks refuse it: acknowledge those.',
  check: checkJobs(['endpoint-config'], request => !onInstances(request) || isNamed(request['KmsKeyId'])),
};
