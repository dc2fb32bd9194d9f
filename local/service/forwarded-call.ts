import { errorAnswer, type ServiceAnswer } from './answers';
import type { Registry, ServiceCall } from './registry';

/** Operations of the one forwarded REST service, by the end of the path. */
const RUNTIME_OPERATIONS: Readonly<Record<string, string>> = {
  invocations: 'InvokeEndpoint',
  'async-invocations': 'InvokeEndpointAsync',
  'invocations-response-stream': 'InvokeEndpointWithResponseStream',
};

function operationOf(service: string, target: string, path: string): string {
  if (service !== 'sagemaker-runtime') return target.slice(target.lastIndexOf('.') + 1) || 'unknown';
  return RUNTIME_OPERATIONS[path.split('?')[0]?.split('/').at(-1) ?? ''] ?? 'unknown';
}

async function callOf(request: Request, service: string): Promise<ServiceCall> {
  const url = new URL(request.url);
  const path = url.pathname + url.search;
  return {
    service,
    operation: operationOf(service, request.headers.get('x-amz-target') ?? '', path),
    account: request.headers.get('x-everloop-account') ?? '',
    region: request.headers.get('x-everloop-region') ?? '',
    caller: request.headers.get('x-everloop-caller') ?? '',
    method: request.method,
    path,
    headers: request.headers,
    body: new Uint8Array(await request.arrayBuffer()),
  };
}

function notImplemented(call: ServiceCall): ServiceAnswer {
  const name = `${call.service}.${call.operation}`;
  return errorAnswer('UnknownOperationException', `not implemented on the laptop cloud yet: ${name}`);
}

/** Answers one forwarded AWS call with its handler, or with an UnknownOperationException that names the operation. */
export async function forwardedCall(
  registry: Registry,
  request: Request,
  log: (line: string) => void,
): Promise<Response> {
  const service = request.headers.get('x-everloop-service');
  if (!service) return new Response('not found', { status: 404 });
  const call = await callOf(request, service);
  const handler = registry.findOperation(call.service, call.operation);
  if (!handler) log(`not implemented: ${call.service}.${call.operation}`);
  const answer = handler ? await handler(call) : notImplemented(call);
  return new Response(answer.body, { status: answer.status, headers: { ...answer.headers } });
}
