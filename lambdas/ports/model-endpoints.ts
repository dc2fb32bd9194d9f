import type { EndpointState } from '../domain/serving/endpoint-state';
import type { NamedConfig } from '../domain/serving/kept-configs';
import type { Request } from '../domain/serving/requests';

/**
 * Endpoints, and what they are made of. Requests are those of SageMaker's API. What is made under a name that is in use
 * stays as it is: a call that is repeated changes nothing.
 */
export interface ModelEndpoints {
  /** Null when there is no such endpoint. */
  describe(name: string): Promise<EndpointState | null>;
  /** @throws Error when image, artifact or role can't be used */
  createModel(request: Request): Promise<void>;
  createConfig(request: Request): Promise<void>;
  create(request: Request): Promise<void>;
  /** @throws EndpointBusyError while another change is under way */
  update(request: Request): Promise<void>;
  /** @throws EndpointBusyError while another change is under way */
  remove(name: string): Promise<void>;
  /** Configurations whose name begins so. */
  configs(prefix: string): Promise<readonly NamedConfig[]>;
  /** The configuration and its models; what is gone already is no fault. */
  removeConfig(name: string): Promise<void>;
  tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  tags(arn: string): Promise<Readonly<Record<string, string>>>;
}
