import { jsonAnswer } from '../../../local/service/answers';
import { serviceApp } from '../../../local/service/app';
import { Registry, type ResourceHandler, type ServiceCall, type TargetDelivery } from '../../../local/service/registry';

const ORIGIN = 'http://127.0.0.1:1234';
const HEADERS = { host: '127.0.0.1:1234', 'x-everloop-account': '000000000000', 'x-everloop-region': 'us-east-1' };

function send(registry: Registry, path: string, options: { headers?: Record<string, string>; body?: string } = {}) {
  const headers = { ...HEADERS, ...options.headers };
  const request = new Request(ORIGIN + path, { method: 'POST', headers, body: options.body ?? '' });
  return serviceApp(registry, () => undefined).fetch(request);
}

const cfn = (registry: Registry, fields: Record<string, unknown>) =>
  send(registry, '/_cfn', {
    body: JSON.stringify({ type: 'AWS::X::Y', account: '1', region: 'r', stack: 's', logicalId: 'L', ...fields }),
  });

test('hands a forwarded call to its operation, with everything it needs', async () => {
  const calls: ServiceCall[] = [];
  const registry = new Registry().operation('sagemaker', 'ListModels', async call => {
    calls.push(call);
    return jsonAnswer({ Models: [] });
  });
  const headers = { 'x-everloop-service': 'sagemaker', 'x-amz-target': 'SageMaker.ListModels' };
  const response = await send(registry, '/?a=1', { headers, body: '{}' });
  expect([response.status, await response.json()]).toEqual([200, { Models: [] }]);
  expect(calls[0]).toMatchObject({ account: '000000000000', region: 'us-east-1', method: 'POST', path: '/?a=1' });
  expect(new TextDecoder().decode(calls[0]?.body)).toBe('{}');
});

test.each([
  ['/endpoints/photos/invocations', 'InvokeEndpoint'],
  ['/endpoints/photos/async-invocations', 'InvokeEndpointAsync'],
  ['/endpoints/photos/invocations-response-stream', 'InvokeEndpointWithResponseStream'],
])('tells the operation of %s', async (path, operation) => {
  const response = await send(new Registry(), path, { headers: { 'x-everloop-service': 'sagemaker-runtime' } });
  expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  expect(await response.json()).toMatchObject({ message: expect.stringContaining(`sagemaker-runtime.${operation}`) });
});

test('an operation that fails unexpectedly answers InternalFailure', async () => {
  const registry = new Registry().operation('sagemaker', 'X', () => Promise.reject(new Error('disk is full')));
  const response = await send(registry, '/', {
    headers: { 'x-everloop-service': 'sagemaker', 'x-amz-target': 'SageMaker.X' },
  });
  expect([response.status, await response.json()]).toEqual([
    500,
    { __type: 'InternalFailure', message: 'disk is full' },
  ]);
});

test('makes, changes and deletes a resource by its handler', async () => {
  const handler: ResourceHandler = {
    create: async ({ logicalId }) => ({ physicalId: `made-${logicalId}`, attributes: { Arn: 'arn' } }),
    update: async (physicalId, { properties }, old) => ({
      physicalId,
      attributes: { from: old['A'], to: properties['A'] },
    }),
    delete: async () => undefined,
  };
  const registry = new Registry().resource('AWS::X::Y', handler);
  const answers = [
    await cfn(registry, { operation: 'create', properties: { A: 1 } }),
    await cfn(registry, { operation: 'update', physicalId: 'id', properties: { A: 2 }, oldProperties: { A: 1 } }),
    await cfn(registry, { operation: 'delete', physicalId: 'id', logicalId: null }),
  ];
  expect(await Promise.all(answers.map(answer => answer.json()))).toEqual([
    { physicalId: 'made-L', attributes: { Arn: 'arn' } },
    { physicalId: 'id', attributes: { from: 1, to: 2 } },
    { physicalId: 'id', attributes: {} },
  ]);
});

test('the message of a failed resource becomes the reason of the rollback', async () => {
  const refuse = () => Promise.reject(new Error('ModelName must be unique'));
  const registry = new Registry().resource('AWS::X::Y', { create: refuse, update: refuse, delete: refuse });
  const response = await cfn(registry, { operation: 'create' });
  expect([response.status, await response.json()]).toEqual([400, { message: 'ModelName must be unique' }]);
});

test('an unknown resource type is refused by name', async () => {
  const response = await cfn(new Registry(), { operation: 'create' });
  expect([response.status, await response.json()]).toEqual([
    400,
    { message: 'not implemented on the laptop cloud yet: AWS::X::Y' },
  ]);
});

test("delivers an event to the target's service", async () => {
  const delivered: TargetDelivery[] = [];
  const registry = new Registry().target('codepipeline', async delivery => {
    delivered.push(delivery);
  });
  const body = {
    target: { Arn: 'arn:aws:codepipeline:us-east-1:1:p', RoleArn: 'r' },
    payload: '{}',
    account: '1',
    region: 'us-east-1',
  };
  const taken = await send(registry, '/_target', { body: JSON.stringify(body) });
  const refused = await send(new Registry(), '/_target', { body: JSON.stringify(body) });
  expect([taken.status, refused.status, delivered]).toEqual([204, 400, [body]]);
});

test('refuses a request that a web page sent by a name of its own', async () => {
  const response = await send(new Registry(), '/_cfn', { headers: { host: 'evil.example:1234' }, body: '{}' });
  expect(response.status).toBe(403);
});

test('is healthy', async () => {
  const request = new Request(`${ORIGIN}/health`, { headers: HEADERS });
  expect((await serviceApp(new Registry(), () => undefined).fetch(request)).status).toBe(200);
});
