import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { becomesHealthy } from '../../../../local/sagemaker/serving/health';

/** A container whose /ping has this status, checked for 0.3 s unless said otherwise; `ended` tells when its process ends. */
async function check(
  status: number,
  {
    ended = new Promise<never>(() => undefined),
    signal = undefined as AbortSignal | undefined,
    withinSeconds = 0.3,
  } = {},
) {
  const server = http.createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const process = { ended, stop: () => undefined, kill: () => undefined };
  const outcome = becomesHealthy({ process, url, tail: ['loading', 'still loading', ' '], withinSeconds, signal });
  return outcome
    .then(
      () => 'healthy',
      (error: Error) => error.message,
    )
    .finally(() => {
      server.closeAllConnections();
      server.close();
    });
}

test('a container that answers /ping is healthy', async () => {
  expect(await check(200)).toBe('healthy');
});

test('a container that is not ready in its time fails with its last words', async () => {
  expect(await check(503)).toBe(
    'ClientError: The primary container did not pass the ping health check within 0.3 s; its last line: still loading',
  );
});

test('a container that ends fails at once', async () => {
  const message = await check(503, { ended: Promise.resolve() as Promise<never>, withinSeconds: 3600 });
  expect(message).toMatch(/did not pass the ping health check; its last line/);
});

test('a wait that is broken off ends', async () => {
  expect(await check(503, { signal: AbortSignal.timeout(50) })).toMatch(/aborted/);
});
