import type { CloudPaths } from '../cloud/paths';
import type { Events } from '../sagemaker/cloud/events';
import type { RoleCredentials, SessionRequest } from '../sagemaker/cloud/role-session';
import type { ClientSettings } from '../sagemaker/cloud/settings';
import type { Scope } from '../sagemaker/store/arns';
import type { Clock } from '../sagemaker/store/clock';
import type { Collection } from '../sagemaker/store/collection';
import type { ServiceApi } from '../service/api/service-api';

/** What every part of CodePipeline local and CodeBuild local works with. One account and region. */
export interface World {
  readonly scope: Scope;
  readonly api: ServiceApi;
  readonly clock: Clock;
  readonly events: Events;
  readonly paths: CloudPaths;
  /** Folder for everything that the service keeps. */
  readonly folder: string;
  /** The one endpoint of the laptop cloud. */
  readonly endpoint: string;
  readonly log: (line: string) => void;
  /** Opens a kind's records; once per kind. */
  collection<R extends object>(kind: string): Collection<R>;
  /** A session of a role that trusts this service. @throws RoleRefused */
  session(request: Omit<SessionRequest, keyof Scope | 'service'>): Promise<RoleCredentials>;
  /** Settings of an AWS client that acts with these credentials. */
  client(credentials: RoleCredentials): ClientSettings;
}
