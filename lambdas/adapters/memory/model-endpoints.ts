import { EndpointBusyError } from '../../domain/serving/deployment-errors';
import { type EndpointState, isChanging } from '../../domain/serving/endpoint-state';
import type { NamedConfig } from '../../domain/serving/kept-configs';
import type { Request } from '../../domain/serving/requests';
import type { ModelEndpoints } from '../../ports/model-endpoints';

const arnOf = (name: string): string => `arn:aws:sagemaker:us-east-1:000000000000:endpoint/${name}`;

/** Endpoints in memory: what is asked for begins, and `settle` or a test says how it ends. */
export class MemoryModelEndpoints implements ModelEndpoints {
  readonly endpoints = new Map<string, EndpointState>();
  readonly models = new Map<string, Request>();
  readonly configurations = new Map<string, Request>();
  readonly updates: Request[] = [];
  readonly tagged = new Map<string, Record<string, string>>();
  private readonly wanted = new Map<string, string>();
  private ticks = 0;

  async describe(name: string): Promise<EndpointState | null> {
    return this.endpoints.get(name) ?? null;
  }

  async createModel(request: Request): Promise<void> {
    this.models.set(String(request['ModelName']), request);
  }

  async createConfig(request: Request): Promise<void> {
    const name = String(request['EndpointConfigName']);
    if (!this.configurations.has(name)) this.configurations.set(name, { ...request, createdAt: this.tick() });
  }

  async create(request: Request): Promise<void> {
    const name = String(request['EndpointName']);
    if (!this.endpoints.has(name)) this.enter(name, String(request['EndpointConfigName']), 'Creating');
  }

  async update(request: Request): Promise<void> {
    const name = String(request['EndpointName']);
    const endpoint = this.endpoints.get(name);
    if (!endpoint) throw new Error(`endpoints: endpoint must exist, got ${name}; create it`);
    if (this.wanted.get(name) === request['EndpointConfigName']) return;
    if (isChanging(endpoint))
      throw new EndpointBusyError(`endpoint ${name}: it must be at rest, got ${endpoint.status}`);
    this.updates.push(request);
    this.wanted.set(name, String(request['EndpointConfigName']));
    this.endpoints.set(name, { ...endpoint, status: 'Updating' });
  }

  async remove(name: string): Promise<void> {
    const endpoint = this.endpoints.get(name);
    if (endpoint && isChanging(endpoint)) throw new EndpointBusyError(`endpoint ${name}: it must be at rest`);
    this.endpoints.delete(name);
  }

  async configs(prefix: string): Promise<readonly NamedConfig[]> {
    return [...this.configurations]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { createdAt }]) => ({ name, createdAt: String(createdAt) }));
  }

  async removeConfig(name: string): Promise<void> {
    this.configurations.delete(name);
    this.models.delete(name);
  }

  async tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    this.tagged.set(arn, { ...this.tagged.get(arn), ...tags });
  }

  async tags(arn: string): Promise<Readonly<Record<string, string>>> {
    return this.tagged.get(arn) ?? {};
  }

  /** Ends what is under way: with the configuration that was asked for, or with another outcome. */
  settle(
    name: string,
    outcome: { readonly status?: string; readonly config?: string; readonly failureReason?: string } = {},
  ): void {
    const endpoint = this.endpoints.get(name);
    const config = outcome.config ?? this.wanted.get(name) ?? '';
    const { failureReason } = outcome;
    this.wanted.set(name, config);
    this.endpoints.set(name, {
      arn: arnOf(name),
      changedAt: this.tick(),
      ...endpoint,
      status: outcome.status ?? 'InService',
      config,
      ...(failureReason !== undefined && { failureReason }),
    });
  }

  private enter(name: string, config: string, status: string): void {
    this.wanted.set(name, config);
    this.endpoints.set(name, { arn: arnOf(name), status, config, changedAt: this.tick() });
  }

  private tick(): string {
    this.ticks += 1;
    return new Date(this.ticks * 1000).toISOString();
  }
}
