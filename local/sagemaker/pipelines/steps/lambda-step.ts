import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { callFailure } from './call-failure';
import { listed, outputParameters } from './output-parameters';
import { StepFailed } from './step-failed';
import type { StepKind, StepOutcome, StepWork } from './step-kind';

/** Longest that a step waits for its function. */
const LIMIT_SECONDS = 600;

/** Invokes a function with the step's arguments and waits for its answer. It can't be stopped. */
export const lambdaStep: StepKind = {
  async run(work): Promise<StepOutcome> {
    const Arn = String(work.step['FunctionArn']);
    const answer = await invoke(Arn, work);
    const OutputParameters = outputParameters(work.step, answer);
    const metadata = { Lambda: { Arn, OutputParameters: listed(OutputParameters) } };
    return { values: { OutputParameters }, metadata };
  },
};

async function invoke(arn: string, work: StepWork): Promise<Readonly<Record<string, unknown>>> {
  const client = new LambdaClient(await work.role.settings());
  const abortSignal = AbortSignal.timeout(LIMIT_SECONDS * 1000);
  try {
    const command = new InvokeCommand({ FunctionName: arn, Payload: Buffer.from(JSON.stringify(work.arguments)) });
    const { FunctionError, Payload } = await client.send(command, { abortSignal });
    const text = Buffer.from(Payload ?? []).toString('utf8');
    if (FunctionError) throw functionFailure(arn, text);
    const answer: unknown = text === '' ? {} : JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  } catch (error) {
    if (abortSignal.aborted) {
      const reason = `ClientError: ${arn} must answer within ${LIMIT_SECONDS} s; it may still run.`;
      throw new StepFailed(reason, undefined, true);
    }
    throw callFailure('lambda:InvokeFunction', error);
  } finally {
    client.destroy();
  }
}

/** The payload of a failed invocation is `{errorType, errorMessage, trace?}`. */
function functionFailure(arn: string, text: string): StepFailed {
  let error: { errorType?: string; errorMessage?: string } = {};
  try {
    error = JSON.parse(text);
  } catch {}
  const told = [error.errorType, error.errorMessage ?? text.slice(0, 500)].filter(Boolean).join(': ');
  const timedOut = /Task timed out after/.test(told);
  return new StepFailed(`ClientError: ${arn} failed. ${told}`, undefined, timedOut);
}
