import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { pause } from '../../sagemaker/pipelines/engine/pause';
import { fileInZip } from '../artifacts/zip';
import { ActionFailed, callFailed, calling } from './action-failed';
import type { ActionKind, ActionOutcome, ActionWork } from './action-kind';

/** First pause between two looks at an execution; it grows to the longest. */
const SHORTEST_MS = 200;
const LONGEST_MS = 1_000;

/**
 * Starts a state machine and waits for its end. Its execution is named by the action execution, so that a start that is
 * repeated after a restart finds the one that runs. An Express workflow is over for the action once it has started.
 */
export const stepFunctions: ActionKind = {
  inputs: [0, 1],
  outputs: [0, 1],
  required: ['StateMachineArn'],
  optional: ['ExecutionNamePrefix', 'InputType', 'Input'],
  timeoutMinutes: 7 * 24 * 60,
  variables: ['StateMachineArn', 'ExecutionArn'],
  async run(work) {
    const client = new SFNClient(await calling('sts:AssumeRole', () => work.role.settings()));
    try {
      const executionArn = work.record.externalExecutionId ?? (await start(client, work));
      return await outcome(work, await end(client, executionArn, work));
    } finally {
      client.destroy();
    }
  },
};

async function start(client: SFNClient, work: ActionWork): Promise<string> {
  const { StateMachineArn: stateMachineArn = '', ExecutionNamePrefix: prefix } = work.configuration;
  const id = work.record.actionExecutionId;
  const name = prefix ? `${prefix}-${id}` : id;
  const input = await inputOf(work);
  const command = new StartExecutionCommand({ stateMachineArn, name: name.slice(0, 80), input });
  const { executionArn = '' } = await calling('states:StartExecution', () => client.send(command));
  work.keep({ externalExecutionId: executionArn, externalExecutionUrl: linkTo(executionArn, work.world.scope.region) });
  return executionArn;
}

async function inputOf(work: ActionWork): Promise<string> {
  const { InputType = 'Literal', Input = '{}' } = work.configuration;
  if (InputType === 'Literal') return Input;
  const [artifact] = work.record.inputArtifacts;
  if (!artifact) throw new ActionFailed('ConfigurationError', 'InputType FilePath must come with an input artifact.');
  const archive = await calling('s3:GetObject', () => work.artifacts.read(artifact));
  const file = readFile(archive, Input);
  if (file) return Buffer.from(file).toString('utf8');
  throw new ActionFailed('ConfigurationError', `Input artifact ${artifact.name} must hold ${Input}, got no such file.`);
}

function readFile(archive: Uint8Array, name: string): Uint8Array | undefined {
  try {
    return fileInZip(archive, name);
  } catch (error) {
    throw new ActionFailed('ConfigurationError', `The input artifact must be a ZIP file: ${(error as Error).message}`);
  }
}

/** The execution once it is over; undefined for an Express workflow, which nobody can look at. */
async function end(
  client: SFNClient,
  executionArn: string,
  { ending }: ActionWork,
): Promise<DescribeExecutionCommandOutput | { readonly executionArn: string; readonly status: 'SUCCEEDED' }> {
  if (executionArn.includes(':express:')) return { executionArn, status: 'SUCCEEDED' };
  for (let wait = SHORTEST_MS; ; wait = Math.min(wait * 1.5, LONGEST_MS)) {
    try {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING') return execution;
    } catch (error) {
      throw callFailed('states:DescribeExecution', error);
    }
    await pause(wait, ending);
    if (ending.aborted) throw new ActionFailed('ActionTimeout', `${executionArn} still runs.`);
  }
}

async function outcome(
  work: ActionWork,
  execution: {
    readonly executionArn?: string | undefined;
    readonly status?: string | undefined;
    output?: string | undefined;
    error?: string | undefined;
    cause?: string | undefined;
  },
): Promise<ActionOutcome> {
  const { executionArn = '', status, output, error, cause } = execution;
  if (status !== 'SUCCEEDED') {
    const why = [error, cause].filter(Boolean).join(': ');
    const message = `Execution ${executionArn} ended as ${status}${why ? `. ${why}` : ''}`;
    throw new ActionFailed('JobFailed', message.slice(0, 5000), executionArn);
  }
  const name = work.action.outputArtifacts?.[0]?.name;
  const artifact = name === undefined ? undefined : work.output(name);
  if (artifact) await calling('s3:PutObject', () => work.artifacts.write(artifact, Buffer.from(output ?? '{}')));
  const { StateMachineArn = '' } = work.configuration;
  return {
    summary: 'Execution succeeded',
    externalExecutionId: executionArn,
    variables: { StateMachineArn, ExecutionArn: executionArn },
    ...(artifact && { artifacts: [artifact] }),
  };
}

const linkTo = (arn: string, region: string) =>
  `https://console.aws.amazon.com/states/home?region=${region}#/executions/details/${arn}`;
