import { validationError } from '../errors';
import type { Collection } from '../store/collection';
import type { World } from '../world';
import type { AsyncConfig } from './async/async-config';
import { checkDeployment, type DeploymentConfig } from './deployment/deployment-config';
import { Deployments, instancesOf } from './deployment/deployments';
import type { CreateEndpointRequest, Endpoint, UpdateEndpointRequest, UpdateWeightsRequest } from './endpoint';
import type { EndpointConfig, EndpointConfigs } from './endpoint-config';
import { EndpointRecords } from './endpoint-records';
import { EndpointWork } from './endpoint-work';
import type { LiveEndpoint } from './fleets/live-endpoint';
import type { Models } from './models';
import { type Retained, variantSummaries } from './variant-summaries';

/** What is read after a restart: the update that was under way did not end. */
const INTERRUPTED =
  'InternalServerError: the laptop cloud stopped during the update; the endpoint was rolled back to its configuration.';

export interface FoundEndpoint {
  readonly endpoint: Endpoint;
  /** Undefined while no fleet was started yet. */
  readonly live: LiveEndpoint | undefined;
  readonly asynchronous: boolean;
}

/** Endpoints: created, updated, deleted; their fleets live in this process and are started again with it. */
export class Endpoints {
  private readonly live = new Map<string, LiveEndpoint>();
  private readonly store: EndpointRecords;
  private readonly work: EndpointWork;
  private readonly deployments: Deployments;

  constructor(
    private readonly world: World,
    private readonly models: Models,
    private readonly configs: EndpointConfigs,
  ) {
    this.store = new EndpointRecords(world);
    this.work = new EndpointWork((name, error) => world.log(`endpoint ${name}: ${error.stack}`));
    this.deployments = new Deployments(world, { models, configs, records: this.store, live: this.live });
  }

  get records(): Collection<Endpoint> {
    return this.store.all;
  }

  create({ EndpointName, EndpointConfigName, DeploymentConfig, Tags }: CreateEndpointRequest): Endpoint {
    const EndpointArn = this.store.arn(EndpointName);
    if (this.records.has(EndpointName))
      throw validationError(`Cannot create already existing endpoint "${EndpointArn}".`);
    const config = this.configs.get(EndpointConfigName);
    const now = this.store.now();
    const summaries = variantSummaries(this.models, config, { now });
    if (DeploymentConfig)
      checkDeployment(DeploymentConfig, { instances: instancesOf({ summaries }), serverless: serverless(config) });
    this.world.tags.add(EndpointArn, Tags);
    const endpoint: Endpoint = {
      EndpointName,
      EndpointArn,
      EndpointConfigName,
      EndpointStatus: 'Creating',
      CreationTime: now,
      LastModifiedTime: now,
      ...(DeploymentConfig && { LastDeploymentConfig: DeploymentConfig }),
    };
    this.store.add(endpoint);
    this.work.start(EndpointName, signal => this.deployments.launch(EndpointName, signal));
    return endpoint;
  }

  /** @throws SageMakerError ValidationException */
  update(request: UpdateEndpointRequest): Endpoint {
    const { EndpointName: name, EndpointConfigName } = request;
    const endpoint = this.store.settled(name);
    const config = this.configs.get(EndpointConfigName);
    if (endpoint.EndpointConfigName === EndpointConfigName) {
      throw validationError(
        `Cannot update endpoint "${endpoint.EndpointArn}" with the configuration it is using, "${EndpointConfigName}".`,
      );
    }
    const replaced = endpoint.ProductionVariants ?? [];
    if (serverless(config) && !replaced.some(({ CurrentServerlessConfig }) => CurrentServerlessConfig)) {
      throw validationError(`Cannot convert instance-based endpoint "${endpoint.EndpointArn}" to a serverless one.`);
    }
    const retained = retainedBy(request, endpoint);
    const summaries = variantSummaries(this.models, config, { now: this.store.now(), retained });
    const deployment = deploymentOf(request, endpoint);
    if (deployment) {
      const names = replaced.map(({ VariantName }) => VariantName);
      checkDeployment(deployment, {
        instances: instancesOf({ summaries }),
        serverless: serverless(config),
        replaced: names,
      });
    }
    const kept = deployment && { LastDeploymentConfig: deployment };
    const changed = this.store.enter(name, 'Updating', { ...kept, FailureReason: undefined as never });
    const update = { config, summaries, deployment: deployment ?? {} };
    this.work.start(name, signal => this.deployments.update(name, update, signal));
    return changed;
  }

  updateWeights({ EndpointName, DesiredWeightsAndCapacities }: UpdateWeightsRequest): Endpoint {
    const { ProductionVariants = [], EndpointArn } = this.store.settled(EndpointName);
    for (const { VariantName, ServerlessUpdateConfig } of DesiredWeightsAndCapacities) {
      if (!ProductionVariants.some(variant => variant.VariantName === VariantName))
        throw validationError(`Variant "${VariantName}" does not exist in endpoint "${EndpointArn}".`);
      if (ServerlessUpdateConfig)
        throw validationError(
          'laptop cloud: a variant must have no ServerlessUpdateConfig; update the endpoint instead',
        );
    }
    const changed = ProductionVariants.map(variant => {
      const wanted = DesiredWeightsAndCapacities.find(({ VariantName }) => VariantName === variant.VariantName);
      const weight = wanted?.DesiredWeight ?? variant.DesiredWeight;
      const count = wanted?.DesiredInstanceCount ?? variant.DesiredInstanceCount;
      const counts = count === undefined ? {} : { CurrentInstanceCount: count, DesiredInstanceCount: count };
      return { ...variant, CurrentWeight: weight, DesiredWeight: weight, ...counts };
    });
    this.store.enter(EndpointName, 'Updating');
    this.live.get(EndpointName)?.resize(changed);
    return this.store.enter(EndpointName, 'InService', { ProductionVariants: changed });
  }

  /** @throws SageMakerError ValidationException */
  get(name: string): Endpoint {
    return this.store.get(name);
  }

  /** An endpoint, and what answers for it once a fleet was started. */
  find(name: string): FoundEndpoint | undefined {
    const endpoint = this.records.get(name);
    return endpoint && { endpoint, live: this.live.get(name), asynchronous: this.asyncConfig(name) !== undefined };
  }

  /** Undefined for an endpoint that answers at once. */
  asyncConfig(name: string): AsyncConfig | undefined {
    return this.live.get(name)?.config.AsyncInferenceConfig;
  }

  /** Breaks off what is under way at the endpoint. */
  delete(name: string): void {
    if (this.get(name).EndpointStatus === 'Deleting') return;
    this.store.enter(name, 'Deleting', { PendingDeploymentSummary: undefined as never });
    this.work.abort(name);
    this.work.start(name, async () => {
      await this.live.get(name)?.stop();
      this.live.delete(name);
      this.store.remove(name);
    });
  }

  /** Resolves when what is under way at the endpoint is done. */
  idle(name: string): Promise<void> {
    return this.work.idle(name);
  }

  /** Starts the fleets of kept endpoints again. An update that was under way is rolled back. */
  recover(): void {
    for (const [name, { EndpointStatus: status }] of this.records.entries()) {
      if (status === 'Failed') continue;
      if (status === 'Deleting') {
        this.store.remove(name);
        continue;
      }
      const interrupted = status === 'Updating' || status === 'RollingBack';
      const change = interrupted ? { FailureReason: INTERRUPTED, PendingDeploymentSummary: undefined as never } : {};
      if (status !== 'Creating') this.store.enter(name, interrupted ? 'RollingBack' : 'SystemUpdating', change);
      this.work.start(name, signal => this.deployments.launch(name, signal));
    }
  }

  /** Ends every server at once; the records stay as they are. */
  kill(): void {
    this.work.abortAll();
    for (const live of this.live.values()) live.kill();
  }
}

const serverless = ({ ProductionVariants }: EndpointConfig) =>
  ProductionVariants.some(({ ServerlessConfig }) => ServerlessConfig);

/** The request's own configuration, or the last one when it is retained. */
function deploymentOf(request: UpdateEndpointRequest, endpoint: Endpoint): DeploymentConfig | undefined {
  return request.DeploymentConfig ?? (request.RetainDeploymentConfig ? endpoint.LastDeploymentConfig : undefined);
}

function retainedBy(request: UpdateEndpointRequest, { ProductionVariants = [] }: Endpoint): Retained | undefined {
  if (!request.RetainAllVariantProperties) return undefined;
  const excluded = (request.ExcludeRetainedVariantProperties ?? []).map(property => property.VariantPropertyType);
  const properties = (['DesiredInstanceCount', 'DesiredWeight'] as const).filter(one => !excluded.includes(one));
  return { variants: ProductionVariants, properties: new Set(properties) };
}
