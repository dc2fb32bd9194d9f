import type { VariantSummary } from '../endpoint';
import type { EndpointConfig } from '../endpoint-config';
import type { Route } from './choose-route';
import type { Fleet, FleetVariant } from './fleet';

export interface FleetRoute extends Route {
  readonly config: string;
  readonly served: FleetVariant;
}

/** Part of each variant's traffic that the new fleet gets, in [0, 1]. */
export type Shares = Readonly<Record<string, number>>;

/** What answers for an endpoint: its fleet and, while traffic shifts, the one that replaces it. */
export class LiveEndpoint {
  private next: Fleet | undefined;
  private readonly retiring = new Set<Fleet>();
  /** Replaced as a whole, so that a request sees one state of a shift. */
  private current: readonly FleetRoute[];

  constructor(private fleet: Fleet) {
    this.current = routesOf(fleet, () => 1);
  }

  get routes(): readonly FleetRoute[] {
    return this.current;
  }

  /** Of the fleet that is in service. */
  get config(): EndpointConfig {
    return this.fleet.config;
  }

  get isAnswering(): boolean {
    return this.fleet.isAnswering;
  }

  /** Adds the new fleet, which gets nothing yet. */
  begin(next: Fleet): void {
    this.next = next;
  }

  shift(shares: Shares): void {
    if (!this.next) return;
    // A variant that the new configuration lacks goes on until the shift is complete.
    const sharedOf = (name: string) => shares[name] ?? 0;
    this.current = [
      ...routesOf(this.fleet, name => 1 - sharedOf(name)),
      ...routesOf(this.next, name => sharedOf(name)),
    ];
  }

  /** The new fleet is the endpoint's. Returns the old one, which gets nothing any more. */
  complete(): Fleet {
    const old = this.fleet;
    this.fleet = this.next ?? old;
    this.next = undefined;
    this.current = routesOf(this.fleet, () => 1);
    return old;
  }

  /** The old fleet gets everything again. Returns the new one, which gets nothing any more. */
  abandon(): Fleet | undefined {
    const { next } = this;
    this.next = undefined;
    this.current = routesOf(this.fleet, () => 1);
    return next;
  }

  resize(summaries: readonly VariantSummary[]): void {
    this.fleet.resize(summaries);
    if (!this.next) this.current = routesOf(this.fleet, () => 1);
  }

  /** Ends a fleet that gets nothing any more, once its last requests have their answers. */
  async retire(fleet: Fleet): Promise<void> {
    this.retiring.add(fleet);
    await fleet.drain();
    this.retiring.delete(fleet);
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map(fleet => fleet.stop()));
  }

  kill(): void {
    for (const fleet of this.all) fleet.kill();
  }

  private get all(): readonly Fleet[] {
    return [this.fleet, ...(this.next ? [this.next] : []), ...this.retiring];
  }
}

const routesOf = ({ config, variants }: Fleet, shareOf: (variant: string) => number): readonly FleetRoute[] =>
  variants.map(served => ({
    variant: served.name,
    weight: served.weight,
    share: shareOf(served.name),
    config: config.EndpointConfigName,
    served,
  }));
