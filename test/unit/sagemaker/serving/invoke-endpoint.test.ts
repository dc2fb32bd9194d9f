import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Endpoint } from '../../../../local/sagemaker/serving/endpoint';
import type { LiveEndpoint } from '../../../../local/sagemaker/serving/fleets/live-endpoint';
import { invokeEndpoint } from '../../../../local/sagemaker/serving/invoke-endpoint';
import type { Invocation } from '../../../../local/sagemaker/serving/metrics/invocation-counts';
import type { ServiceCall } from '../../../../local/service/registry';

let server: http.Server;
let url: string;

/** Answers with the status that the body names; `hang` answers never, `drop` ends the connection. */
beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    if (body === 'hang') return;
    if (body === 'drop') request.socket.destroy();
    else response.writeHead(Number(body), { 'content-type': 'text/plain' }).end(`status ${body}`);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const endpoint = {
  EndpointName: 'photos',
  EndpointArn: 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/photos',
  EndpointStatus: 'InService',
} as Endpoint;

interface Situation {
  readonly status?: Endpoint['EndpointStatus'];
  readonly running?: boolean;
  readonly inFlight?: number;
  readonly mostAtOnce?: number;
  readonly started?: boolean;
  readonly asynchronous?: boolean;
}

async function invoke(body: string, situation: Situation = {}) {
  const {
    status = 'InService',
    running = true,
    inFlight = 0,
    mostAtOnce,
    started = true,
    asynchronous = false,
  } = situation;
  const replica = { url: running ? url : undefined, inFlight, during: (work: () => unknown) => work() };
  const served = { name: 'All', replica, weight: 1, instances: 2, mostAtOnce };
  const live = { routes: [{ variant: 'All', weight: 1, share: 1, config: 'c1', served }] } as unknown as LiveEndpoint;
  const metrics: Invocation[] = [];
  const answer = await invokeEndpoint(
    {
      find: name =>
        name === 'photos'
          ? { endpoint: { ...endpoint, EndpointStatus: status }, live: started ? live : undefined, asynchronous }
          : undefined,
      metrics: { add: invocation => metrics.push(invocation) },
      account: '000000000000',
      random: () => 0.5,
      timeoutMs: 200,
    },
    {
      path: '/endpoints/photos/invocations',
      headers: new Headers(),
      body: Buffer.from(body),
    } as unknown as ServiceCall,
  );
  const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
  return {
    status: answer.status,
    error: answer.headers['x-amzn-errortype'],
    text,
    metrics: metrics.map(one => one.status),
  };
}

test.each([
  ['an answer', '200', {}, 200, undefined, [200]],
  ['a refusal', '400', {}, 424, 'ModelError', [400]],
  ['a failure', '503', {}, 424, 'ModelError', [503]],
  ['no answer in time', 'hang', {}, 424, 'ModelError', [0]],
  ['a dropped connection', 'drop', {}, 424, 'ModelError', [0]],
  ['a process that died', '200', { running: false }, 424, 'ModelError', [0]],
  ['a serverless process that loads', '200', { running: false, mostAtOnce: 2 }, 429, 'ModelNotReadyException', []],
  ['too many requests at once', '200', { inFlight: 2, mostAtOnce: 2 }, 429, 'ThrottlingException', []],
  ['the last request that fits', '200', { inFlight: 1, mostAtOnce: 2 }, 200, undefined, [200]],
  ['a fleet that starts again', '200', { started: false, status: 'SystemUpdating' }, 503, 'ServiceUnavailable', []],
  ['an endpoint that is created', '200', { status: 'Creating' }, 400, 'ValidationError', []],
  ['an asynchronous endpoint', '200', { asynchronous: true }, 400, 'ValidationError', []],
  ['an endpoint whose rollback failed', '200', { status: 'UpdateRollbackFailed' }, 200, undefined, [200]],
] as const)('%s is answered and counted', async (_, body, situation, status, error, counted) => {
  const answer = await invoke(body, situation);
  expect([answer.status, answer.error, answer.metrics]).toEqual([status, error, counted]);
});

test('a ModelError carries what the container said', async () => {
  const { text } = await invoke('422');
  expect(JSON.parse(text)).toMatchObject({ OriginalStatusCode: 422, OriginalMessage: 'status 422' });
});
