import type { DeployModelCall } from '../../contracts/deployment';
import type { Deployments } from '../../ports/deployments';

export class MemoryDeployments implements Deployments {
  readonly runs = new Map<string, DeployModelCall>();

  async start(name: string, call: DeployModelCall): Promise<'started' | 'known'> {
    if (this.runs.has(name)) return 'known';
    this.runs.set(name, call);
    return 'started';
  }
}
