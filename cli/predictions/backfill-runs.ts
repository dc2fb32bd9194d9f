import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { BackfillCall } from '../../lambdas/contracts/transform-backfill';

/** A run of "Backfill predictions", as it is now. */
export interface BackfillView {
  /** As Step Functions writes it: `RUNNING`, `SUCCEEDED`, … */
  readonly status: string;
  /** The state that it entered last. */
  readonly state?: string;
  /** JSON; of a run that succeeded. */
  readonly output?: string;
  /** Why it failed. */
  readonly cause?: string;
}

/** Runs of one deployed workflow. */
export interface BackfillRuns {
  /** @returns the ARN of the run */
  start(name: string, call: BackfillCall): Promise<string>;
  look(arn: string): Promise<BackfillView>;
}

/** Enough to find the last state among events of tasks. */
const eventsBack = 20;

export class SfnBackfillRuns implements BackfillRuns {
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
  ) {}

  async start(name: string, call: BackfillCall): Promise<string> {
    const { stateMachineArn } = this;
    const input = JSON.stringify(call);
    const { executionArn = '' } = await this.client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    return executionArn;
  }

  async look(executionArn: string): Promise<BackfillView> {
    const found = await this.client.send(new DescribeExecutionCommand({ executionArn }));
    const { status = 'RUNNING', output, error, cause } = found;
    const state = await this.lastState(executionArn);
    return {
      status,
      ...(state !== undefined && { state }),
      ...(output !== undefined && { output }),
      ...((cause ?? error) !== undefined && { cause: cause ?? error ?? '' }),
    };
  }

  private async lastState(executionArn: string): Promise<string | undefined> {
    const history = new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: eventsBack });
    const { events = [] } = await this.client.send(history);
    return events.find(event => event.stateEnteredEventDetails)?.stateEnteredEventDetails?.name;
  }
}
