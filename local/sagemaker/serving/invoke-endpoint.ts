import { errorAnswer, type ServiceAnswer } from '../../service/answers';
import type { ServiceCall } from '../../service/registry';
import { askContainer, type ContainerAnswer, ContainerTimeout } from './ask-container';
import type { Endpoint } from './endpoint';
import type { FoundEndpoint } from './endpoints';
import { chooseRoute } from './fleets/choose-route';
import type { FleetRoute } from './fleets/live-endpoint';
import type { Invocation } from './metrics/invocation-counts';
import { type Fault, modelError } from './model-error';

/** Documented limits of real-time inference. */
const MOST_BYTES = 6_291_456;
const TIMEOUT_MS = 60_000;
const SERVING = new Set(['InService', 'Updating', 'RollingBack', 'SystemUpdating', 'UpdateRollbackFailed']);

/** Request headers that reach the container; a client's `Accept` and body type do, too. */
const PASSED =
  /^(content-type|accept|x-amzn-sagemaker-(custom-attributes|inference-id|target-variant|target-model|session-id|enable-explanations))$/;
const ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';
const TARGET = 'x-amzn-sagemaker-target-variant';

export interface Invoked {
  find(name: string): FoundEndpoint | undefined;
  readonly metrics: { add(invocation: Invocation): void };
  readonly account: string;
  readonly random: () => number;
  readonly timeoutMs?: number;
}

/** Name of the endpoint that a call of the runtime API is for. */
export const endpointOf = ({ path }: Pick<ServiceCall, 'path'>): string =>
  decodeURIComponent(/^\/endpoints\/([^/?]+)\//.exec(path)?.[1] ?? '');

/** InvokeEndpoint: hands the body to one variant's server, chosen by weight or by X-Amzn-SageMaker-Target-Variant. */
export async function invokeEndpoint(invoked: Invoked, call: ServiceCall): Promise<ServiceAnswer> {
  const arrived = performance.now();
  const name = endpointOf(call);
  const found = invoked.find(name);
  if (!found || !SERVING.has(found.endpoint.EndpointStatus))
    return errorAnswer('ValidationError', `Endpoint ${name} of account ${invoked.account} not found.`);
  if (call.body.byteLength > MOST_BYTES)
    return errorAnswer('ValidationError', `HTTP content length exceeded ${MOST_BYTES} bytes.`, 413);
  if (found.asynchronous)
    return errorAnswer('ValidationError', `Endpoint ${name} is asynchronous: call InvokeEndpointAsync.`);
  if (!found.live) return errorAnswer('ServiceUnavailable', `Endpoint ${name} is starting. Try your call again.`, 503);
  const target = call.headers.get(TARGET);
  const route = chooseRoute(found.live.routes, { target, random: invoked.random() });
  if (!route) return errorAnswer('ValidationError', `Variant ${target} not found in endpoint ${name}.`);
  return through(route, { ...invoked, call, endpoint: found.endpoint, arrived });
}

interface Routed extends Invoked {
  readonly call: ServiceCall;
  readonly endpoint: Endpoint;
  /** Milliseconds of `performance.now`. */
  readonly arrived: number;
}

/** One variant's answer. A serverless variant takes so many requests at a time only, and may be loading. */
async function through(route: FleetRoute, routed: Routed): Promise<ServiceAnswer> {
  const { replica, mostAtOnce } = route.served;
  const { EndpointName } = routed.endpoint;
  if (mostAtOnce !== undefined && replica.inFlight >= mostAtOnce)
    return errorAnswer('ThrottlingException', `Endpoint ${EndpointName} exceeded MaxConcurrency ${mostAtOnce}.`, 429);
  const { url } = replica;
  if (url === undefined && mostAtOnce !== undefined)
    return errorAnswer('ModelNotReadyException', `Endpoint ${EndpointName} is loading its model. Try again.`, 429);
  const asked = performance.now();
  const answer = await replica.during(() => ask(url, routed));
  const answered = performance.now();
  const made = answerOf(answer, route, routed);
  routed.metrics.add({
    endpoint: EndpointName,
    variant: route.variant,
    config: route.config,
    instances: route.served.instances,
    status: answer.status,
    modelMicros: 1_000 * (answered - asked),
    overheadMicros: 1_000 * (asked - routed.arrived + performance.now() - answered),
  });
  return made;
}

/** The container's answer, or why there is none, with status 0. */
async function ask(url: string | undefined, { call, timeoutMs }: Routed): Promise<ContainerAnswer | Fault> {
  if (url === undefined) return { status: 0, message: 'The container primary is not running.' };
  const headers = Object.fromEntries([...call.headers].filter(([name]) => PASSED.test(name)));
  try {
    return await askContainer({ url, headers, body: call.body, timeoutMs: timeoutMs ?? TIMEOUT_MS });
  } catch (error) {
    const message =
      error instanceof ContainerTimeout
        ? 'Your invocation timed out while waiting for a response from container primary.'
        : 'The container primary did not answer.';
    return { status: 0, message };
  }
}

function answerOf(answer: ContainerAnswer | Fault, { variant }: FleetRoute, { endpoint }: Routed): ServiceAnswer {
  if (!('body' in answer)) return modelError(answer, { endpoint, variant });
  const { status, headers, body } = answer;
  if (status < 200 || status >= 300)
    return modelError({ status, message: new TextDecoder().decode(body) }, { endpoint, variant });
  const attributes = headers[ATTRIBUTES];
  return {
    status: 200,
    headers: {
      'content-type': headers['content-type'] ?? 'application/octet-stream',
      'x-amzn-invoked-production-variant': variant,
      ...(typeof attributes === 'string' && { [ATTRIBUTES]: attributes }),
    },
    body,
  };
}
