import { validationError } from '../errors';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import type { Tag } from '../store/tags';
import type { World } from '../world';
import { type AsyncConfig, checkAsync } from './async/async-config';
import type { Model } from './model';
import type { Models } from './models';

export interface ProductionVariant {
  readonly VariantName: string;
  readonly ModelName?: string;
  readonly InitialInstanceCount?: number;
  readonly InstanceType?: string;
  readonly InitialVariantWeight?: number;
  readonly ServerlessConfig?: { readonly MemorySizeInMB: number; readonly MaxConcurrency: number };
  readonly ContainerStartupHealthCheckTimeoutInSeconds?: number;
}

export interface CreateEndpointConfigRequest {
  readonly EndpointConfigName: string;
  readonly ProductionVariants: readonly ProductionVariant[];
  readonly ShadowProductionVariants?: readonly ProductionVariant[];
  readonly DataCaptureConfig?: object;
  readonly AsyncInferenceConfig?: AsyncConfig;
  readonly Tags?: readonly Tag[];
}

export interface EndpointConfig extends Omit<CreateEndpointConfigRequest, 'Tags'> {
  readonly EndpointConfigArn: string;
  /** Epoch seconds. */
  readonly CreationTime: number;
}

/** Endpoint configurations: which models an endpoint serves, with which weights. Never changed, only replaced. */
export class EndpointConfigs {
  readonly records: Collection<EndpointConfig>;

  constructor(
    private readonly world: World,
    private readonly models: Models,
  ) {
    this.records = world.collection<EndpointConfig>('endpoint-configs');
  }

  create({ Tags, ...request }: CreateEndpointConfigRequest): EndpointConfig {
    const name = request.EndpointConfigName;
    const arn = arnOf(this.world.scope, 'endpoint-config', name);
    if (this.records.has(name))
      throw validationError(`Cannot create already existing endpoint configuration "${arn}".`);
    refuseUnsupported(request);
    for (const { ModelName = '', ServerlessConfig } of request.ProductionVariants) {
      const model = this.models.get(ModelName);
      if (ServerlessConfig) refuseServerless(model, request.ProductionVariants.length);
    }
    const ProductionVariants = request.ProductionVariants.map(variant => ({ InitialVariantWeight: 1, ...variant }));
    const config: EndpointConfig = {
      ...request,
      ProductionVariants,
      EndpointConfigArn: arn,
      CreationTime: this.world.clock.read(),
    };
    this.world.tags.add(arn, Tags);
    this.records.put(name, config);
    this.emit(config);
    return config;
  }

  /** @throws SageMakerError ValidationException */
  get(name: string): EndpointConfig {
    const config = this.records.get(name);
    if (config) return config;
    throw validationError(
      `Could not find endpoint configuration "${arnOf(this.world.scope, 'endpoint-config', name)}".`,
    );
  }

  delete(name: string): void {
    const config = this.get(name);
    this.records.delete(name);
    this.world.tags.forget(config.EndpointConfigArn);
    this.emit(config);
  }

  private emit(config: EndpointConfig): void {
    const detail = this.world.api.pick('DescribeEndpointConfigOutput', { ...config });
    const detailType = 'SageMaker Endpoint Config State Change';
    this.world.events.emit({ detailType, arn: config.EndpointConfigArn, detail, at: this.world.clock.read() });
  }
}

function refuseUnsupported({
  ProductionVariants,
  ShadowProductionVariants,
  AsyncInferenceConfig,
}: CreateEndpointConfigRequest): void {
  const names = ProductionVariants.map(({ VariantName }) => VariantName);
  if (new Set(names).size < names.length)
    throw validationError('Variant names must be unique within an endpoint configuration.');
  if (ShadowProductionVariants?.length)
    throw validationError('laptop cloud: an endpoint configuration must have no ShadowProductionVariants');
  if (AsyncInferenceConfig) checkAsync(AsyncInferenceConfig);
  for (const { VariantName, ModelName, ServerlessConfig, InstanceType, InitialInstanceCount } of ProductionVariants) {
    if (ServerlessConfig && AsyncInferenceConfig)
      throw validationError(`Variant ${VariantName}: ServerlessConfig cannot be combined with AsyncInferenceConfig.`);
    if (!ModelName)
      throw validationError(`laptop cloud: variant ${VariantName} must name a model, got an inference component host`);
    if (ServerlessConfig && (InstanceType || InitialInstanceCount)) {
      throw validationError(
        `Variant ${VariantName}: ServerlessConfig cannot be combined with InstanceType or InitialInstanceCount.`,
      );
    }
    if (!ServerlessConfig && (!InstanceType || !InitialInstanceCount)) {
      throw validationError(
        `Variant ${VariantName}: InstanceType and InitialInstanceCount, or ServerlessConfig, must be provided.`,
      );
    }
  }
}

/** Developer guide, "Serverless inference", feature exclusions. */
function refuseServerless({ ModelName, EnableNetworkIsolation, VpcConfig }: Model, variants: number): void {
  const because = (what: string) => validationError(`A serverless variant must have ${what}.`);
  if (variants > 1) throw because(`no other variants beside it, got ${variants} variants`);
  if (VpcConfig) throw because(`a model without VpcConfig, got ${ModelName}`);
  if (EnableNetworkIsolation) throw because(`a model without network isolation, got ${ModelName}`);
}
