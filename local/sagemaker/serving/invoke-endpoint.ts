import { errorAnswer, type ServiceAnswer } from '../../service/answers';
import type { ServiceCall } from '../../service/registry';
import type { Endpoint, VariantSummary } from './endpoint';
import type { Endpoints } from './endpoints';

/** Documented limits of real-time inference. */
const MOST_BYTES = 6_291_456;
const TIMEOUT_MS = 60_000;

/** Request headers that reach the container; a client's `Accept` and body type do, too. */
const PASSED =
  /^(content-type|accept|x-amzn-sagemaker-(custom-attributes|inference-id|target-variant|target-model|session-id|enable-explanations))$/;
const ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';
/** MultiModel error message sizes are not documented; this keeps the answer readable. */
const SHOWN_CHARACTERS = 1_000;

export interface InvokeOptions {
  readonly account: string;
  readonly random: () => number;
  readonly timeoutMs?: number;
}

/** InvokeEndpoint: hands the body to one variant's server, chosen by weight or by X-Amzn-SageMaker-Target-Variant. */
export async function invokeEndpoint(
  endpoints: Endpoints,
  call: ServiceCall,
  options: InvokeOptions,
): Promise<ServiceAnswer> {
  const name = decodeURIComponent(/^\/endpoints\/([^/?]+)\//.exec(call.path)?.[1] ?? '');
  const endpoint = endpoints.records.get(name);
  const fleet = endpoints.fleet(name);
  const serving =
    endpoint && ['InService', 'Updating', 'RollingBack', 'SystemUpdating'].includes(endpoint.EndpointStatus);
  if (!serving || !fleet)
    return errorAnswer('ValidationError', `Endpoint ${name} of account ${options.account} not found.`);
  if (call.body.byteLength > MOST_BYTES) {
    return errorAnswer('ValidationError', `HTTP content length exceeded ${MOST_BYTES} bytes.`, 413);
  }
  const variant = chooseVariant(endpoint, call.headers.get('x-amzn-sagemaker-target-variant'), options.random);
  const server = variant && fleet.servers.get(variant.VariantName);
  if (!server)
    return errorAnswer(
      'ValidationError',
      `Variant ${call.headers.get('x-amzn-sagemaker-target-variant')} not found in endpoint ${name}.`,
    );
  if (!server.isRunning) endpoints.restart(name);
  return ask(server.url, call, { ...options, variant: variant.VariantName, endpoint });
}

function chooseVariant(
  { ProductionVariants = [] }: Endpoint,
  target: string | null,
  random: () => number,
): VariantSummary | undefined {
  if (target !== null) return ProductionVariants.find(({ VariantName }) => VariantName === target);
  const total = ProductionVariants.reduce((sum, { CurrentWeight }) => sum + CurrentWeight, 0);
  let left = random() * total;
  return ProductionVariants.find(({ CurrentWeight }) => {
    left -= CurrentWeight;
    return left < 0;
  });
}

interface Asked extends InvokeOptions {
  readonly variant: string;
  readonly endpoint: Endpoint;
}

async function ask(url: string, call: ServiceCall, asked: Asked): Promise<ServiceAnswer> {
  const headers = [...call.headers].filter(([name]) => PASSED.test(name));
  try {
    const response = await fetch(`${url}/invocations`, {
      method: 'POST',
      headers,
      body: call.body,
      signal: AbortSignal.timeout(asked.timeoutMs ?? TIMEOUT_MS),
    });
    const body = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) return modelError(response.status, new TextDecoder().decode(body), asked);
    const attributes = response.headers.get(ATTRIBUTES);
    return {
      status: 200,
      headers: {
        'content-type': response.headers.get('content-type') ?? 'application/octet-stream',
        'x-amzn-invoked-production-variant': asked.variant,
        ...(attributes !== null && { [ATTRIBUTES]: attributes }),
      },
      body,
    };
  } catch (error) {
    const late = (error as Error).name === 'TimeoutError';
    const message = late
      ? 'Your invocation timed out while waiting for a response from container primary.'
      : 'The container primary did not answer.';
    return modelError(0, message, asked);
  }
}

/** What the container refused or failed to do, as ModelError (HTTP 424). */
function modelError(status: number, text: string, { endpoint, variant }: Asked): ServiceAnswer {
  const side = status >= 400 && status < 500 ? 'client' : 'server';
  const group = `/aws/sagemaker/Endpoints/${endpoint.EndpointName}`;
  const [, , , region, account] = endpoint.EndpointArn.split(':');
  const LogStreamArn = `arn:aws:logs:${region}:${account}:log-group:${group}`;
  const message = `Received ${side} error (${status}) from primary with message "${text.slice(0, SHOWN_CHARACTERS)}". See ${group} in account ${account} for more information. (variant ${variant})`;
  const answer = errorAnswer('ModelError', message, 424);
  const details = { OriginalStatusCode: status, OriginalMessage: text.slice(0, SHOWN_CHARACTERS), LogStreamArn };
  return {
    ...answer,
    body: JSON.stringify({ ...(JSON.parse(String(answer.body)) as object), Message: message, ...details }),
  };
}
