import type { DeployModelCall } from '../contracts/deployment';

/** Runs of "Deploy model". */
export interface Deployments {
  /** The same name starts one run, however often it is asked for. @param name at most 80 characters */
  start(name: string, call: DeployModelCall): Promise<'started' | 'known'>;
}
