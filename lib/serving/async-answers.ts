import { asyncPrefixOf, importPrefixes, intakePrefixes } from '../../lambdas/contracts/key-layout';
import type { ServingPlan } from '../../lambdas/contracts/serving-settings';
import type { Grantee } from '../functions/grantee';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowObjects } from '../storage/object-access';
import type { DeployedNames } from './deployed-names';

/** Workloads whose endpoint of production answers by files. */
export const asyncWorkloads = (plans: Readonly<Record<string, ServingPlan>>): string[] =>
  Object.entries(plans)
    .filter(([, { stages }]) => stages.production.hosting.kind === 'async')
    .map(([workload]) => workload);

export interface AsyncAsking {
  readonly workloads: readonly string[];
  readonly buckets: EverloopBuckets;
  readonly names: DeployedNames;
}

/** Lets somebody ask the asynchronous endpoints of these workloads, and read what they write; nothing without one. */
export function allowAsyncAsking(user: Grantee, { workloads, buckets, names }: AsyncAsking): void {
  if (workloads.length === 0) return;
  names.allow(user, ['sagemaker:InvokeEndpointAsync'], 'endpoint');
  const prefixes = workloads.map(asyncPrefixOf);
  allowObjects(user, { actions: ['s3:GetObject'], bucket: buckets.predictions, prefixes });
  // With the right to list, an answer that is not there yet is a 404, not a 403.
  user.allow(['s3:ListBucket'], [buckets.predictions.bucketArn]);
}

/** Lets the endpoint of a workload fetch what it is asked about, and write its answers. */
export function allowAsyncAnswering(user: Grantee, workload: string, buckets: EverloopBuckets): void {
  const asked = [importPrefixes.golden, intakePrefixes.incoming].map(prefix => `${prefix}${workload}/`);
  allowObjects(user, { actions: ['s3:GetObject'], bucket: buckets.curated, prefixes: asked });
  const written = { actions: ['s3:PutObject', 's3:AbortMultipartUpload'], bucket: buckets.predictions };
  allowObjects(user, { ...written, prefixes: [asyncPrefixOf(workload)] });
}
