import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import type { ResourceAnswer } from '../../../lambdas/contracts/custom-resource';
import { noChampionKey } from '../../../lambdas/contracts/training-parameters';
import { createPlaceNoChampion } from '../../../lambdas/handlers/training/place-no-champion';

const target = { bucket: 'models', key: noChampionKey };
const request = (RequestType: string, own: object = {}) => ({
  RequestType,
  ResponseURL: 'https://cloudformation.example/answer?signature=x',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'NoChampion',
  ResourceProperties: { ServiceToken: 'ignored' },
  ...own,
});

function world(objects: Pick<MemoryObjectStore, 'put'> = new MemoryObjectStore()) {
  const sent: [string, ResourceAnswer][] = [];
  const answers = { send: async (url: string, answer: ResourceAnswer) => void sent.push([url, answer]) };
  return { sent, place: createPlaceNoChampion({ objects, answers, modelsBucket: 'models' }) };
}

it.each(['Create', 'Update'])('puts the object on %s, and answers', async type => {
  const objects = new MemoryObjectStore();
  const { place, sent } = world(objects);
  await place(request(type));
  expect((await objects.get(target))?.sizeBytes).toBeGreaterThan(0);
  expect(sent).toEqual([
    [
      'https://cloudformation.example/answer?signature=x',
      {
        Status: 'SUCCESS',
        Reason: '',
        PhysicalResourceId: noChampionKey,
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'NoChampion',
      },
    ],
  ]);
});

it('leaves the object on Delete, under the id that it has', async () => {
  const objects = new MemoryObjectStore();
  const { place, sent } = world(objects);
  await place(request('Delete', { PhysicalResourceId: 'older-id' }));
  expect(objects.countVersions(target)).toBe(0);
  expect(sent).toMatchObject([[expect.anything(), { Status: 'SUCCESS', PhysicalResourceId: 'older-id' }]]);
});

it('answers also when the object can not be put, with the reason', async () => {
  const refusing = {
    put: async () => {
      throw new Error('AccessDenied: no');
    },
  };
  const { place, sent } = world(refusing);
  await place(request('Create'));
  expect(sent).toMatchObject([[expect.anything(), { Status: 'FAILED', Reason: 'no champion: AccessDenied: no' }]]);
});
