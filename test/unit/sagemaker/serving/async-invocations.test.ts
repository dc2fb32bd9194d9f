import path from 'node:path';
import { AsyncInvocations } from '../../../../local/sagemaker/serving/async/async-invocations';
import type { AsyncRequest } from '../../../../local/sagemaker/serving/async/async-request';
import type { FoundEndpoint } from '../../../../local/sagemaker/serving/endpoints';
import { Collection } from '../../../../local/sagemaker/store/collection';
import type { World } from '../../../../local/sagemaker/world';
import { temporaryFolder } from '../temporary-folder';

const request: AsyncRequest = {
  id: 'r1',
  endpoint: 'photos',
  inferenceId: 'r1',
  input: 's3://in/a',
  output: 's3://out/r1.out',
  headers: {},
  receivedAt: 0,
  ttlSeconds: 60,
  timeoutSeconds: 1,
};

/** What is still kept after a start with one kept request, for an endpoint as `find` gives it. */
function keptAfterStart(found: Partial<FoundEndpoint> | undefined): number {
  const { folder, remove } = temporaryFolder();
  const file = path.join(folder, 'async.ndjson');
  new Collection<AsyncRequest>(file).put(request.id, request);
  const world = { collection: () => new Collection<AsyncRequest>(file), log: () => undefined } as unknown as World;
  const endpoints = { find: () => found as FoundEndpoint | undefined, asyncConfig: () => undefined };
  const invocations = new AsyncInvocations(world, endpoints, { add: () => undefined });
  invocations.recover();
  invocations.stop();
  const { size } = new Collection<AsyncRequest>(file);
  remove();
  return size;
}

test.each([
  ['waits while its endpoint starts', { EndpointStatus: 'SystemUpdating' }, 1],
  ['is dropped with an endpoint that failed', { EndpointStatus: 'Failed' }, 0],
  ['is dropped with an endpoint that is deleted', { EndpointStatus: 'Deleting' }, 0],
  ['is dropped when its endpoint is gone', undefined, 0],
])('a request that was kept over a restart %s', (_, endpoint, kept) => {
  expect(keptAfterStart(endpoint && ({ endpoint, live: undefined } as Partial<FoundEndpoint>))).toBe(kept);
});
