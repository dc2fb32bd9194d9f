import type { World } from '../world';
import type { Endpoint, VariantSummary } from './endpoint';
import type { EndpointConfig, ProductionVariant } from './endpoint-config';
import { ModelServer } from './model-server';
import type { Models } from './models';

/** The servers of one endpoint configuration: one host process a variant, whatever its instance count. */
export class Fleet {
  private constructor(readonly servers: ReadonlyMap<string, ModelServer>) {}

  /** Starts every variant's server. When one fails, the others are stopped. @throws as ModelServer.start */
  static async start(world: World, models: Models, request: FleetRequest): Promise<Fleet> {
    const { ProductionVariants } = request.config;
    const started = await Promise.allSettled(
      ProductionVariants.map(variant => startVariant(world, models, { ...request, variant })),
    );
    const servers = started.map(one => (one.status === 'fulfilled' ? one.value : undefined));
    const failure = started.find(one => one.status === 'rejected');
    if (failure) {
      await Promise.all(servers.map(server => server?.stop()));
      throw failure.reason;
    }
    return new Fleet(
      new Map(ProductionVariants.map((variant, at) => [variant.VariantName, servers[at] as ModelServer])),
    );
  }

  async stop(): Promise<void> {
    await Promise.all([...this.servers.values()].map(server => server.stop()));
  }

  kill(): void {
    for (const server of this.servers.values()) server.kill();
  }
}

export interface FleetRequest {
  readonly endpoint: Endpoint;
  readonly config: EndpointConfig;
  /** Grows with each deployment: two fleets of an endpoint live side by side for a moment. */
  readonly generation: number;
}

async function startVariant(
  world: World,
  models: Models,
  { endpoint, variant, generation }: FleetRequest & { readonly variant: ProductionVariant },
): Promise<ModelServer> {
  const model = models.get(variant.ModelName ?? '');
  const { EndpointName, EndpointArn } = endpoint;
  return ModelServer.start(world, {
    id: `endpoint-${EndpointName}-${variant.VariantName}-${generation}`,
    arn: EndpointArn,
    role: model.ExecutionRoleArn,
    container: models.container(model),
    isolated: model.EnableNetworkIsolation ?? false,
    logs: { group: `/aws/sagemaker/Endpoints/${EndpointName}`, stream: `${variant.VariantName}/laptop-${generation}` },
    startupSeconds: variant.ContainerStartupHealthCheckTimeoutInSeconds,
  });
}

/** The variants of a configuration as DescribeEndpoint shows them once they serve. */
export function variantSummaries(models: Models, config: EndpointConfig, now: number): readonly VariantSummary[] {
  return config.ProductionVariants.map(variant => {
    const weight = variant.InitialVariantWeight ?? 1;
    const count = variant.InitialInstanceCount;
    const { image } = models.container(models.get(variant.ModelName ?? ''));
    return {
      VariantName: variant.VariantName,
      DeployedImages: [{ SpecifiedImage: image, ResolutionTime: now }],
      CurrentWeight: weight,
      DesiredWeight: weight,
      ...(count !== undefined && { CurrentInstanceCount: count, DesiredInstanceCount: count }),
      ...(variant.ServerlessConfig && { CurrentServerlessConfig: variant.ServerlessConfig }),
    };
  });
}
