import type { RoleCredentials } from './role-session';

/** What every AWS client here is made with. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Omit<RoleCredentials, 'sessionToken'> & { readonly sessionToken?: string };
  readonly maxAttempts: number;
}
