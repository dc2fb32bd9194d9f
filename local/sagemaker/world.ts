import type { CloudPaths } from '../cloud/paths';
import type { SageMakerApi } from './api/sagemaker-api';
import type { Events } from './cloud/events';
import type { RoleCredentials, SessionRequest } from './cloud/role-session';
import type { ClientSettings } from './cloud/settings';
import type { Containers } from './containers/container';
import type { Scope } from './store/arns';
import type { Clock } from './store/clock';
import type { Collection } from './store/collection';
import type { Tags } from './store/tags';

/** What every part of SageMaker local works with. One account and region. */
export interface World {
  readonly scope: Scope;
  readonly api: SageMakerApi;
  readonly clock: Clock;
  readonly events: Events;
  readonly tags: Tags;
  readonly paths: CloudPaths;
  /** Folder for everything that SageMaker local keeps. */
  readonly folder: string;
  /** The one endpoint of the laptop cloud. */
  readonly endpoint: string;
  readonly log: (line: string) => void;
  readonly containers: Containers;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopGraceSeconds: number;
  /** Jobs that run at a time; others wait in their first status. */
  readonly mostJobs: number;
  /** Opens a kind's records; once per kind. */
  collection<R extends object>(kind: string): Collection<R>;
  /** @throws RoleRefused */
  session(request: Omit<SessionRequest, keyof Scope>): Promise<RoleCredentials>;
  /** Settings of an AWS client that acts with these credentials. */
  client(credentials: RoleCredentials): ClientSettings;
}
