import type { World } from '../../world';
import type { Endpoint, VariantSummary } from '../endpoint';
import type { EndpointConfig, ProductionVariant } from '../endpoint-config';
import { ModelServer } from '../model-server';
import type { Models } from '../models';
import { Replica } from './replica';

/** A request may take as long as its time limit, 60 s or an hour; a little more before its process is ended. */
const DRAIN_MS = 65_000;
const ASYNC_DRAIN_MS = 3_605_000;

/** One variant of a fleet: its process, and what requests and metrics need to know of it. */
export interface FleetVariant {
  readonly name: string;
  readonly replica: Replica;
  /** Execution role of its model, and the ARN of the endpoint for which it is taken on. */
  readonly role: string;
  readonly arn: string;
  weight: number;
  instances: number;
  /** MaxConcurrency of a serverless variant. */
  readonly mostAtOnce: number | undefined;
}

/** The servers of one endpoint configuration: one host process a variant, whatever its instance count. */
export class Fleet {
  private constructor(
    readonly config: EndpointConfig,
    readonly variants: readonly FleetVariant[],
  ) {}

  /** Starts every variant's server. When one fails, the others are stopped. @throws as ModelServer.start */
  static async start(world: World, models: Models, request: FleetRequest): Promise<Fleet> {
    const { ProductionVariants } = request.config;
    const started = await Promise.allSettled(
      ProductionVariants.map(variant => startVariant(world, models, { ...request, variant })),
    );
    const variants = started.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
    const failure = started.find(one => one.status === 'rejected');
    if (failure) {
      await Promise.all(variants.map(({ replica }) => replica.stop()));
      throw failure.reason;
    }
    return new Fleet(request.config, variants);
  }

  get isAnswering(): boolean {
    return this.variants.every(({ replica }) => replica.url !== undefined);
  }

  /** Takes over weights and instance counts. */
  resize(summaries: readonly VariantSummary[]): void {
    for (const variant of this.variants) {
      const summary = summaries.find(({ VariantName }) => VariantName === variant.name);
      if (summary) Object.assign(variant, sizeOf(summary));
    }
  }

  /** Ends when the requests that are under way have their answers. */
  async drain(): Promise<void> {
    const withinMs = this.config.AsyncInferenceConfig ? ASYNC_DRAIN_MS : DRAIN_MS;
    await Promise.all(this.variants.map(({ replica }) => replica.drain(withinMs)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.variants.map(({ replica }) => replica.stop()));
  }

  kill(): void {
    for (const { replica } of this.variants) replica.kill();
  }
}

export interface FleetRequest {
  readonly endpoint: Pick<Endpoint, 'EndpointName' | 'EndpointArn'>;
  readonly config: EndpointConfig;
  /** Weights and instance counts of the variants. */
  readonly summaries: readonly VariantSummary[];
  /** Grows with each deployment: two fleets of an endpoint live side by side for a time. */
  readonly generation: number;
  readonly signal: AbortSignal;
}

const sizeOf = ({ CurrentWeight, CurrentInstanceCount }: VariantSummary) => ({
  weight: CurrentWeight,
  instances: Math.max(1, CurrentInstanceCount ?? 1),
});

async function startVariant(
  world: World,
  models: Models,
  { endpoint, variant, generation, summaries, signal }: FleetRequest & { readonly variant: ProductionVariant },
): Promise<FleetVariant> {
  const { VariantName, ServerlessConfig } = variant;
  const id = `endpoint-${endpoint.EndpointName}-${VariantName}-${generation}`;
  const model = models.get(variant.ModelName ?? '');
  const server = {
    id,
    arn: endpoint.EndpointArn,
    role: model.ExecutionRoleArn,
    container: models.container(model),
    isolated: model.EnableNetworkIsolation ?? false,
    logs: { group: `/aws/sagemaker/Endpoints/${endpoint.EndpointName}`, stream: `${VariantName}/laptop-${generation}` },
    startupSeconds: variant.ContainerStartupHealthCheckTimeoutInSeconds,
  };
  const replica = await Replica.start(
    {
      launch: until => ModelServer.start(world, { ...server, signal: until }),
      log: line => world.log(`${id} ${line}`),
    },
    signal,
  );
  const summary = summaries.find(one => one.VariantName === VariantName);
  const size = summary ? sizeOf(summary) : { weight: 1, instances: 1 };
  const { role, arn } = server;
  return { name: VariantName, replica, role, arn, ...size, mostAtOnce: ServerlessConfig?.MaxConcurrency };
}
