import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SageMakerEndpoints, sageMakerRuntimeClient } from '../../../lambdas/adapters/aws/sagemaker-endpoints';

let answer: () => object;
const client = { send: async () => answer() } as unknown as SageMakerRuntimeClient;
const endpoints = new SageMakerEndpoints(client);
const invoke = () => endpoints.invoke({ endpointName: 'shop', contentType: 'image/png', body: Buffer.from('x') });

function failing(name: string, message: string, more: object = {}): void {
  answer = () => {
    throw Object.assign(new Error(message), { name, ...more });
  };
}

it('hands on body and attributes', async () => {
  answer = () => ({ Body: Buffer.from('{"a":1}'), CustomAttributes: 'who=me' });
  expect(await invoke()).toEqual({ kind: 'answered', body: '{"a":1}', attributes: 'who=me' });
});

it.each(['ValidationError', 'ValidationException'])('an endpoint that is not found (%s) is absent', async name => {
  failing(name, 'Endpoint shop of account 123456789012 not found.');
  expect(await invoke()).toEqual({ kind: 'absent' });
});

it.each([400, 413, 415])('what the container refuses with %s is refused', async status => {
  failing('ModelError', 'Received client error', { OriginalStatusCode: status, OriginalMessage: 'no picture' });
  expect(await invoke()).toEqual({ kind: 'refused', status, message: 'no picture' });
});

it.each([0, 408, 429, 500, 503])('fails for status %s of the container, for another try', async status => {
  failing('ModelError', 'Received error', { OriginalStatusCode: status, OriginalMessage: 'oom' });
  await expect(invoke()).rejects.toMatchObject({ name: 'ModelFaultError', message: expect.stringContaining('oom') });
});

it.each([
  ['ThrottlingException', 'Rate exceeded'],
  ['ServiceUnavailable', 'later'],
  ['ValidationError', 'HTTP content length exceeded 6291456 bytes.'],
  ['AccessDeniedException', 'not authorized'],
])('fails for %s: it is no answer of the model', async (name, message) => {
  failing(name, message);
  await expect(invoke()).rejects.toThrow(message);
});

describe('an asynchronous endpoint', () => {
  const ask = () =>
    endpoints.invokeAsync({
      endpointName: 'shop',
      contentType: 'image/png',
      inputUri: 's3://in/a',
      inferenceId: 'one',
    });

  it('says where its answer will be', async () => {
    answer = () => ({ OutputLocation: 's3://out/1.out', FailureLocation: 's3://out/1-error.out' });
    expect(await ask()).toEqual({ kind: 'pending', answerUri: 's3://out/1.out', failureUri: 's3://out/1-error.out' });
  });

  it('without a place for failures is an error', async () => {
    answer = () => ({ OutputLocation: 's3://out/1.out' });
    await expect(ask()).rejects.toThrow(/must say where its answer and its failure will be/);
  });

  it('is absent, or answers calls only', async () => {
    failing('ValidationError', 'Endpoint shop of account 123456789012 not found.');
    expect(await ask()).toEqual({ kind: 'absent' });
    failing('ValidationError', 'Endpoint shop has no AsyncInferenceConfig.');
    expect(await ask()).toEqual({ kind: 'direct' });
    failing('ThrottlingException', 'Rate exceeded');
    await expect(ask()).rejects.toThrow('Rate exceeded');
  });

  it('takes no calls', async () => {
    failing('ValidationError', 'Endpoint shop is asynchronous: call InvokeEndpointAsync.');
    expect(await invoke()).toEqual({ kind: 'async' });
  });
});

describe('a container that hangs', () => {
  let asked = 0;
  const server = createServer(() => {
    asked += 1;
  });
  const call = { endpointName: 'shop', contentType: 'image/png', body: Buffer.from('x') };
  const hanging = (callMs: number) => {
    const { port } = server.address() as AddressInfo;
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    const settings = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials };
    return new SageMakerEndpoints(sageMakerRuntimeClient(settings), callMs);
  };

  beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    asked = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  });

  it('is asked once, and the call ends', async () => {
    const expected = { name: 'ModelFaultError', message: expect.stringContaining('no answer within 0.5 s') };
    await expect(hanging(500).invoke(call)).rejects.toMatchObject(expected);
    expect(asked).toBe(1);
  });

  it('is not waited for when the batch ends', async () => {
    const signal = AbortSignal.timeout(500);
    const expected = { name: 'ModelFaultError', message: expect.stringContaining('within its batch') };
    await expect(hanging(60_000).invoke({ ...call, signal })).rejects.toMatchObject(expected);
    expect(asked).toBe(1);
  });
});
