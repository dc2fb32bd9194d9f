import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { errorAnswer, type ServiceAnswer } from '../../../service/answers';
import type { ServiceCall } from '../../../service/registry';
import { S3Objects } from '../../cloud/s3-objects';
import type { ClientSettings } from '../../cloud/settings';
import type { Collection } from '../../store/collection';
import type { World } from '../../world';
import { askContainer, type ContainerAnswer } from '../ask-container';
import type { Endpoints } from '../endpoints';
import { chooseRoute } from '../fleets/choose-route';
import type { FleetRoute } from '../fleets/live-endpoint';
import { endpointOf } from '../invoke-endpoint';
import type { Invocation } from '../metrics/invocation-counts';
import type { AsyncConfig } from './async-config';
import { type AsyncResult, asyncNotice } from './async-notice';
import { type AsyncRequest, asyncRequest } from './async-request';

/** Without MaxConcurrentInvocationsPerInstance; SageMaker "chooses an optimal value" then. */
const AT_ONCE = 4;
/** A fleet that starts again is looked for this often. */
const LOOK_MS = 250;
const SESSION_SECONDS = 7_200;

/**
 * InvokeEndpointAsync. Life cycle of a request: accepted and kept -> waits for a place -> input from S3, container,
 * result to S3, message to SNS, all with the model's execution role -> forgotten. What was kept when the laptop cloud
 * stopped is done again after the next start, so a request may be answered twice and is never lost.
 */
export class AsyncInvocations {
  private readonly kept: Collection<AsyncRequest>;
  private readonly waiting: AsyncRequest[] = [];
  private readonly running = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly world: World,
    private readonly endpoints: Pick<Endpoints, 'find' | 'asyncConfig'>,
    private readonly metrics: { add(invocation: Invocation): void },
  ) {
    this.kept = world.collection<AsyncRequest>('async-invocations');
  }

  async accept(call: ServiceCall): Promise<ServiceAnswer> {
    const endpoint = endpointOf(call);
    const config = this.endpoints.asyncConfig(endpoint);
    if (!this.endpoints.find(endpoint)?.live)
      return errorAnswer('ValidationError', `Endpoint ${endpoint} of account ${this.world.scope.account} not found.`);
    if (!config) return errorAnswer('ValidationError', `Endpoint ${endpoint} has no AsyncInferenceConfig.`);
    try {
      const request = asyncRequest({ endpoint, headers: call.headers, config, now: this.world.clock.read() });
      this.kept.put(request.id, request);
      this.waiting.push(request);
      this.next();
      return accepted(request);
    } catch (error) {
      return errorAnswer('ValidationError', (error as Error).message);
    }
  }

  recover(): void {
    this.waiting.push(...this.kept.values());
    this.next();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Starts what has a place, oldest first; looks again while something waits. */
  private next(): void {
    clearTimeout(this.timer);
    for (const request of [...this.waiting]) {
      const state = this.stateOf(request);
      if (state === 'wait') continue;
      this.waiting.splice(this.waiting.indexOf(request), 1);
      if (state === 'gone') this.kept.delete(request.id);
      else void this.run(request, state);
    }
    if (this.waiting.length > 0 && !this.stopped) this.timer = setTimeout(() => this.next(), LOOK_MS);
  }

  private stateOf({ endpoint }: AsyncRequest): FleetRoute | 'wait' | 'gone' {
    const found = this.endpoints.find(endpoint);
    if (!found || ['Deleting', 'Failed'].includes(found.endpoint.EndpointStatus)) return 'gone';
    if (!found.live) return 'wait';
    const config = this.endpoints.asyncConfig(endpoint);
    if (!config) return 'gone'; // it answers at once now
    const route = chooseRoute(found.live.routes, { target: null, random: Math.random() });
    if (!route?.served.replica.url) return 'wait';
    const most = (config.ClientConfig?.MaxConcurrentInvocationsPerInstance ?? AT_ONCE) * route.served.instances;
    return (this.running.get(endpoint) ?? 0) < most ? route : 'wait';
  }

  private async run(request: AsyncRequest, route: FleetRoute): Promise<void> {
    const { endpoint } = request;
    this.running.set(endpoint, (this.running.get(endpoint) ?? 0) + 1);
    try {
      const config = this.endpoints.asyncConfig(endpoint);
      if (config) await this.perform(request, { route, config });
      this.kept.delete(request.id);
    } catch (error) {
      if (this.stopped) return;
      this.world.log(`endpoint ${endpoint}: async request ${request.id} left no result: ${(error as Error).message}`);
      this.kept.delete(request.id);
    } finally {
      this.running.set(endpoint, (this.running.get(endpoint) ?? 1) - 1);
      if (!this.stopped) this.next();
    }
  }

  private async perform(
    request: AsyncRequest,
    { route, config }: { readonly route: FleetRoute; readonly config: AsyncConfig },
  ): Promise<void> {
    const { role, arn: source } = route.served;
    const session = { role, session: 'SageMaker', seconds: SESSION_SECONDS, source };
    const settings = this.world.client(await this.world.session(session));
    const s3 = new S3Objects(settings);
    try {
      const result = await this.predict(request, s3, route);
      if (this.stopped) throw new Error('the laptop cloud stops');
      const [place, body] =
        result.kind === 'completed' ? [request.output, result.body] : [request.failure, result.reason];
      if (place) await s3.put(place, body, { kmsKeyId: config.OutputConfig.KmsKeyId });
      await this.notify(settings, { request, result, config });
    } finally {
      s3.close();
    }
  }

  private async predict(request: AsyncRequest, s3: S3Objects, route: FleetRoute): Promise<AsyncResult> {
    const failed = (reason: string): AsyncResult => ({ kind: 'failed', reason });
    if (this.world.clock.read() - request.receivedAt > request.ttlSeconds)
      return failed('ClientError: the request waited longer than RequestTTLSeconds');
    const body = await s3.bytes(request.input).catch((error: Error) => error);
    if (body instanceof Error) return failed(`ClientError: Failed to download input at ${request.input}: ${body.name}`);
    const answer = await this.ask(request, body, route);
    if (answer instanceof Error) return failed(`ClientError: the container did not answer: ${answer.message}`);
    if (answer.status < 200 || answer.status >= 300) {
      const side = answer.status < 500 ? 'client' : 'server';
      const text = new TextDecoder().decode(answer.body).slice(0, 1_000);
      return failed(`ClientError: Received ${side} error (${answer.status}) from model with message "${text}"`);
    }
    const contentType = answer.headers['content-type'] ?? 'application/octet-stream';
    return { kind: 'completed', contentType, body: answer.body };
  }

  private async ask(request: AsyncRequest, body: Uint8Array, route: FleetRoute): Promise<ContainerAnswer | Error> {
    const { replica, instances } = route.served;
    const asked = {
      url: replica.url ?? '',
      headers: request.headers,
      body,
      timeoutMs: 1_000 * request.timeoutSeconds,
    };
    const begun = performance.now();
    const answer = await replica.during(() => askContainer(asked)).catch((error: Error) => error);
    this.metrics.add({
      endpoint: request.endpoint,
      variant: route.variant,
      config: route.config,
      instances,
      status: answer instanceof Error ? 0 : answer.status,
      modelMicros: 1_000 * (performance.now() - begun),
      overheadMicros: 0,
    });
    return answer;
  }

  private async notify(
    settings: ClientSettings,
    { request, result, config }: { request: AsyncRequest; result: AsyncResult; config: AsyncConfig },
  ): Promise<void> {
    const { SuccessTopic, ErrorTopic } = config.OutputConfig.NotificationConfig ?? {};
    const TopicArn = result.kind === 'completed' ? SuccessTopic : ErrorTopic;
    if (!TopicArn) return;
    const place = { region: this.world.scope.region, at: this.world.clock.read() };
    const sns = new SNSClient(settings);
    await sns
      .send(new PublishCommand({ TopicArn, Message: JSON.stringify(asyncNotice(request, result, place)) }))
      .finally(() => sns.destroy());
  }
}

const accepted = ({ inferenceId, output, failure }: AsyncRequest): ServiceAnswer => ({
  status: 202,
  headers: {
    'content-type': 'application/json',
    'x-amzn-sagemaker-outputlocation': output,
    ...(failure && { 'x-amzn-sagemaker-failurelocation': failure }),
  },
  body: JSON.stringify({ InferenceId: inferenceId }),
});
