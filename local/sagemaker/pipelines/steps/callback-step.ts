import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { callFailure } from './call-failure';
import type { Callbacks } from './callbacks';
import { randomText } from './generated-names';
import { listed, outputParameters } from './output-parameters';
import { interrupted } from './step-failed';
import type { StepKind, StepOutcome, StepWork } from './step-kind';

/** SageMaker's CallbackToken. */
const TOKEN_LENGTH = 10;

interface Wait {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/**
 * Sends a token to a queue and waits until somebody answers with it. An execution does not stop before: it sends
 * another message, whose status is Stopping.
 * @param limitSeconds after which nobody is waited for any longer
 */
export const callbackStep = (callbacks: Callbacks, limitSeconds: number): StepKind => {
  const follow = async (work: StepWork, { token, until }: Wait): Promise<StepOutcome> => {
    const tell = () => {
      send(work, token, 'Stopping').catch(error => work.world.log(`callback ${token}: ${(error as Error).message}`));
    };
    const answered = callbacks.wait(token, until);
    if (work.stopping.aborted) tell();
    else work.stopping.addEventListener('abort', tell);
    const OutputParameters = await answered
      .then(answer => outputParameters(work.step, answer))
      .finally(() => work.stopping.removeEventListener('abort', tell));
    const SqsQueueUrl = work.step['SqsQueueUrl'];
    const Callback = { CallbackToken: token, SqsQueueUrl, OutputParameters: listed(OutputParameters) };
    return { values: { OutputParameters }, metadata: { Callback } };
  };
  return {
    executesOnceKept: true,
    async run(work) {
      const token = randomText(TOKEN_LENGTH);
      const Metadata = { Callback: { CallbackToken: token, SqsQueueUrl: work.step['SqsQueueUrl'] } };
      work.keep({ CallbackToken: token, Metadata });
      // Waits before it sends: the answer may be faster than the queue's.
      const outcome = follow(work, { token, until: Date.now() + limitSeconds * 1000 });
      send(work, token, 'Executing').catch(error => callbacks.fail(token, callFailure('sqs:SendMessage', error)));
      return outcome;
    },
    async resume(work, { CallbackToken: token, StartTime }) {
      if (!token) throw interrupted();
      return follow(work, { token, until: (StartTime + limitSeconds) * 1000 });
    },
  };
};

async function send(work: StepWork, token: string, status: 'Executing' | 'Stopping'): Promise<void> {
  const QueueUrl = String(work.step['SqsQueueUrl']);
  const { PipelineExecutionArn: pipelineExecutionArn } = work.execution;
  const body = { token, pipelineExecutionArn, arguments: work.arguments, status };
  const client = new SQSClient(await work.role.settings());
  try {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
  } finally {
    client.destroy();
  }
}
