import { validationError } from '../errors';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import type { World } from '../world';
import type { Endpoint, EndpointStatus, PendingDeployment } from './endpoint';
import { endpointEvent } from './endpoint-event';

const CHANGING = new Set<EndpointStatus>(['Creating', 'Updating', 'RollingBack', 'SystemUpdating', 'Deleting']);

/** What endpoints are, and the events that tell of their changes. A change is one line of a log: whole or not at all. */
export class EndpointRecords {
  readonly all: Collection<Endpoint>;

  constructor(private readonly world: Pick<World, 'collection' | 'clock' | 'events' | 'tags' | 'scope'>) {
    this.all = world.collection<Endpoint>('endpoints');
  }

  arn(name: string): string {
    return arnOf(this.world.scope, 'endpoint', name);
  }

  now(): number {
    return this.world.clock.read();
  }

  /** @throws SageMakerError ValidationException */
  get(name: string): Endpoint {
    const endpoint = this.all.get(name);
    if (endpoint) return endpoint;
    throw validationError(`Could not find endpoint "${this.arn(name)}".`);
  }

  /** An endpoint that may be updated. @throws SageMakerError ValidationException */
  settled(name: string): Endpoint {
    const endpoint = this.get(name);
    if (CHANGING.has(endpoint.EndpointStatus))
      throw validationError(`Cannot update in-progress endpoint "${endpoint.EndpointArn}".`);
    if (endpoint.EndpointStatus === 'Failed')
      throw validationError(
        `Cannot update failed endpoint "${endpoint.EndpointArn}". DeleteEndpoint is the only operation that can be performed on it.`,
      );
    return endpoint;
  }

  add(endpoint: Endpoint): void {
    this.all.put(endpoint.EndpointName, endpoint);
    this.emit(endpoint);
  }

  /** A new status, or one that is entered again. */
  enter(name: string, status: EndpointStatus, change: Partial<Endpoint> = {}): Endpoint {
    const changed = this.all.change(name, { ...change, EndpointStatus: status, LastModifiedTime: this.now() });
    this.emit(changed);
    return changed;
  }

  /** A step of the deployment that is under way. */
  step(name: string, pending: PendingDeployment): void {
    const changed = this.all.change(name, { PendingDeploymentSummary: pending, LastModifiedTime: this.now() });
    this.emit(changed, 'SageMaker Endpoint Deployment State Change');
  }

  remove(name: string): void {
    this.world.tags.forget(this.get(name).EndpointArn);
    this.all.delete(name);
  }

  private emit(endpoint: Endpoint, type?: Parameters<typeof endpointEvent>[2]): void {
    this.world.events.emit(endpointEvent(endpoint, this.world.tags.of(endpoint.EndpointArn), type));
  }
}
