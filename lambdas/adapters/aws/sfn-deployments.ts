import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DeployModelCall } from '../../contracts/deployment';
import type { Deployments } from '../../ports/deployments';

/** A file of its own: only functions that import it carry the client. Retries as in clients.ts. */
export const sfnClient = (): SFNClient => new SFNClient({ maxAttempts: 6 });

/** Executions of the state machine "Deploy model". */
export class SfnDeployments implements Deployments {
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
  ) {}

  async start(name: string, call: DeployModelCall): Promise<'started' | 'known'> {
    try {
      const input = JSON.stringify(call);
      await this.client.send(new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, name, input }));
      return 'started';
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return 'known';
      throw error;
    }
  }
}
