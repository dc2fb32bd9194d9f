import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { pause } from '../../../sagemaker/pipelines/engine/pause';
import { ActionFailed, callFailed, calling } from '../action-failed';

const SHORTEST_MS = 300;
const LONGEST_MS = 2_000;

const isMissing = (error: unknown) => /does not exist/.test((error as Error).message);

/** The stack; undefined when there is none. A deleted one is found by its id only. @throws ActionFailed */
export async function findStack(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0];
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw callFailed('cloudformation:DescribeStacks', error);
  }
}

/** The stack once nothing is in progress. Cleaning up after an update counts as the end of it. */
export async function settled(
  client: CloudFormationClient,
  id: string,
  ending: AbortSignal,
): Promise<Stack | undefined> {
  for (let wait = SHORTEST_MS; ; wait = Math.min(wait * 1.5, LONGEST_MS)) {
    const stack = await findStack(client, id);
    const status = stack?.StackStatus ?? 'DELETE_COMPLETE';
    if (!status.endsWith('_IN_PROGRESS') || status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return stack;
    await pause(wait, ending);
    if (ending.aborted) throw new ActionFailed('ActionTimeout', `Stack ${id} is still ${status}.`, id);
  }
}

/** Why a stack failed: its own reason and those of its resources, oldest first. */
export async function reasonOf(
  client: CloudFormationClient,
  { StackId = '', StackStatusReason }: Stack,
): Promise<string> {
  const { StackEvents = [] } = await calling('cloudformation:DescribeStackEvents', () =>
    client.send(new DescribeStackEventsCommand({ StackName: StackId })),
  );
  const failed = StackEvents.filter(event => event.ResourceStatus?.endsWith('_FAILED')).reverse();
  const told = failed.map(event => `${event.LogicalResourceId}: ${event.ResourceStatusReason ?? 'no reason given'}`);
  return [StackStatusReason, ...new Set(told)].filter(Boolean).join(' ').slice(0, 4000);
}

const GOOD = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'IMPORT_COMPLETE'];

/** @throws ActionFailed unless the stack is what was wanted */
export async function requireGood(client: CloudFormationClient, stack: Stack | undefined): Promise<Stack> {
  if (!stack) throw new ActionFailed('JobFailed', 'The stack was deleted while the action ran.');
  if (GOOD.includes(stack.StackStatus ?? '')) return stack;
  const reason = await reasonOf(client, stack);
  throw new ActionFailed('JobFailed', `Stack ${stack.StackName} is ${stack.StackStatus}. ${reason}`, stack.StackId);
}
