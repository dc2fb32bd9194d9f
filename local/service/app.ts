import { Hono } from 'hono';
import { forwardedCall } from './forwarded-call';
import type { Registry } from './registry';
import { resourceRequest } from './resource-request';
import { targetDelivery } from './target-delivery';

/**
 * The local service's HTTP interface: GET /health, POST /_cfn (CloudFormation resources), POST /_target (event
 * targets), and any other request that carries x-everloop-service (a forwarded AWS call).
 * Requests whose Host is a name are refused: a web page could otherwise reach it through a name that it controls.
 */
export function serviceApp(registry: Registry, log: (line: string) => void): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const host = context.req.header('host') ?? '';
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return context.text('host must be 127.0.0.1', 403);
    await next();
    return;
  });
  app.get('/health', context => context.json({ status: 'ok', pid: process.pid }));
  app.post('/_cfn', async context => resourceRequest(registry, await context.req.json(), log));
  app.post('/_target', async context => targetDelivery(registry, await context.req.json(), log));
  app.all('*', context => forwardedCall(registry, context.req.raw, log));
  app.onError((error, context) => {
    log(`${context.req.method} ${context.req.path} failed: ${error.stack ?? error.message}`);
    return context.json({ __type: 'InternalFailure', message: error.message }, 500);
  });
  return app;
}
