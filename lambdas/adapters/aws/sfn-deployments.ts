import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DeployModelCall } from '../../contracts/deployment';
import type { Clock } from '../../ports/clock';
import type { Deployments } from '../../ports/deployments';

/** A file of its own: only functions that import it carry the client. Retries as in clients.ts. */
export const sfnClient = (): SFNClient => new SFNClient({ maxAttempts: 6 });

/** Clocks of AWS differ by less; what is asked for again by a queue comes minutes later. */
const skewMs = 2000;

/**
 * Executions of the state machine "Deploy model". While a run goes on, AWS answers the same name and input with that run and when it
 * began; afterwards, and for other input, it refuses (StartExecution, "idempotent").
 */
export class SfnDeployments implements Deployments {
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
    private readonly clock: Clock,
  ) {}

  async start(name: string, call: DeployModelCall): Promise<'started' | 'known'> {
    const askedAt = this.clock.now().getTime();
    try {
      const input = JSON.stringify(call);
      const command = new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, name, input });
      const { startDate } = await this.client.send(command);
      return startDate && startDate.getTime() < askedAt - skewMs ? 'known' : 'started';
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return 'known';
      throw error;
    }
  }
}
