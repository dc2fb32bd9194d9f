import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { StartCall } from '../../contracts/retraining';
import type { TrainingStarts } from '../../ports/training-starts';

/** Executions of the state machine "Start training", named by their correlation id. */
export class SfnTrainingStarts implements TrainingStarts {
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
  ) {}

  async start(call: StartCall): Promise<'started' | 'known'> {
    try {
      const { stateMachineArn } = this;
      const name = call.correlationId.slice(0, 80);
      await this.client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(call) }));
      return 'started';
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return 'known';
      throw error;
    }
  }
}
