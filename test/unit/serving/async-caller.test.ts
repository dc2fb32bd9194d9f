import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SageMakerAsyncCaller } from '../../../lambdas/adapters/aws/sagemaker-async-caller';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';

const call = { endpoint: 'shop', input: { bucket: 'curated', key: 'golden/a.png' }, contentType: 'image/png' };
const accepted = {
  OutputLocation: 's3://predictions/_async/1.out',
  FailureLocation: 's3://predictions/_async/1-error.out',
};

/** An endpoint that writes a file (a key below `_async/`) after so many milliseconds. */
function endpointOf(answer: object | Error, file?: { readonly key: string; readonly afterMs: number }) {
  let nowMs = 0;
  const objects = new MemoryObjectStore();
  const asked: object[] = [];
  const client = {
    send: async ({ input }: { input: object }) => {
      asked.push(input);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as SageMakerRuntimeClient;
  const wait = async (milliseconds: number) => {
    nowMs += milliseconds;
    const target = { bucket: 'predictions', key: `_async/${file?.key}` };
    if (file && nowMs >= file.afterMs) await objects.put(target, { bytes: Buffer.from('said'), contentType: 'x' });
  };
  return { caller: new SageMakerAsyncCaller({ client, objects, clock: { now: () => new Date(nowMs) }, wait }), asked };
}

it('asks by the place of the image, and measures until the file of the answer is there', async () => {
  const { caller, asked } = endpointOf(accepted, { key: '1.out', afterMs: 150 });
  expect(await caller.askStored(call)).toMatchObject({
    kind: 'answered',
    bytes: Buffer.from('said'),
    attributes: '',
    milliseconds: 200,
  });
  expect(asked).toMatchObject([
    {
      EndpointName: 'shop',
      InputLocation: 's3://curated/golden/a.png',
      ContentType: 'image/png',
      RequestTTLSeconds: 60,
    },
  ]);
});

it('gives the text of the failure', async () => {
  const { caller } = endpointOf(accepted, { key: '1-error.out', afterMs: 500 });
  expect(await caller.askStored(call)).toMatchObject({ kind: 'failed', reason: 'said' });
});

it('waits a minute for a file, no longer', async () => {
  const answer = await endpointOf(accepted, { key: '1.out', afterMs: 60_001 }).caller.askStored(call);
  expect(answer).toMatchObject({ kind: 'failed', reason: 'no file s3://predictions/_async/1.out within 60 s' });
  expect(answer.milliseconds).toBeGreaterThan(58_000);
  expect(answer.milliseconds).toBeLessThanOrEqual(60_000);
});

it.each([
  [
    'a refusal',
    Object.assign(new Error('no such endpoint'), { name: 'ValidationError' }),
    'ValidationError: no such endpoint',
  ],
  ['an answer without a place', {}, 'SageMaker named no file for the answer'],
])('%s is a failure', async (_, answer, reason) => {
  expect(await endpointOf(answer).caller.askStored(call)).toEqual({ kind: 'failed', reason, milliseconds: 0 });
});
