import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { pause } from '../../../sagemaker/pipelines/engine/pause';
import { ActionFailed, callFailed, calling } from '../action-failed';
import type { ActionWork } from '../action-kind';
import { stackRequest } from './stack-request';
import { findStack } from './stacks';

const POLL_MS = 300;

interface Named {
  readonly StackName: string;
  readonly ChangeSetName: string;
}

const namesOf = ({ configuration }: ActionWork): Named => {
  const { StackName = '', ChangeSetName = '' } = configuration;
  return { StackName, ChangeSetName };
};

/** Makes the change set anew. One without changes is a success: executing it does nothing. */
export async function replaceChangeSet(client: CloudFormationClient, work: ActionWork): Promise<string> {
  const named = namesOf(work);
  if (await find(client, named)) {
    await calling('cloudformation:DeleteChangeSet', () => client.send(new DeleteChangeSetCommand(named)));
  }
  const stack = await findStack(client, named.StackName);
  const isNew = !stack || stack.StackStatus === 'REVIEW_IN_PROGRESS';
  const { Parameters, Tags, Capabilities, ...request } = await stackRequest(work);
  const lists = {
    Parameters: [...Parameters],
    ...(Tags && { Tags: [...Tags] }),
    ...(Capabilities && { Capabilities: [...Capabilities] as never[] }),
  };
  const command = new CreateChangeSetCommand({
    ...{ ...request, ...lists },
    ...{ ChangeSetName: named.ChangeSetName, ChangeSetType: isNew ? ('CREATE' as const) : ('UPDATE' as const) },
  });
  await calling('cloudformation:CreateChangeSet', () => client.send(command));
  const made = await whenMade(client, work);
  if (made.Status === 'FAILED' && !isEmpty(made)) {
    throw new ActionFailed('JobFailed', `Change set ${named.ChangeSetName} failed. ${made.StatusReason ?? ''}`);
  }
  work.keep({ externalExecutionId: made.StackId ?? named.StackName });
  return isEmpty(made) ? 'Change set contains no changes' : `Change set ${named.ChangeSetName} was created.`;
}

/** Executes the change set. Returns whether there was anything to do. */
export async function executeChangeSet(client: CloudFormationClient, work: ActionWork): Promise<boolean> {
  const named = namesOf(work);
  const found = await find(client, named);
  if (!found) throw new ActionFailed('JobFailed', `ChangeSet [${named.ChangeSetName}] does not exist`);
  work.keep({ externalExecutionId: found.StackId ?? named.StackName });
  if (isEmpty(found)) {
    await calling('cloudformation:DeleteChangeSet', () => client.send(new DeleteChangeSetCommand(named)));
    return false;
  }
  const token = { ClientRequestToken: work.record.actionExecutionId };
  await calling('cloudformation:ExecuteChangeSet', () =>
    client.send(new ExecuteChangeSetCommand({ ...named, ...token })),
  );
  return true;
}

const isEmpty = ({ Status, StatusReason = '' }: DescribeChangeSetCommandOutput) =>
  Status === 'FAILED' && /didn't contain changes|No updates are to be performed/.test(StatusReason);

async function find(client: CloudFormationClient, named: Named): Promise<DescribeChangeSetCommandOutput | undefined> {
  try {
    return await client.send(new DescribeChangeSetCommand(named));
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ChangeSetNotFoundException' || name === 'ChangeSetNotFound' || /does not exist/.test(message))
      return undefined;
    throw callFailed('cloudformation:DescribeChangeSet', error);
  }
}

async function whenMade(client: CloudFormationClient, work: ActionWork): Promise<DescribeChangeSetCommandOutput> {
  for (;;) {
    const made = await calling('cloudformation:DescribeChangeSet', () =>
      client.send(new DescribeChangeSetCommand(namesOf(work))),
    );
    if (made.Status === 'CREATE_COMPLETE' || made.Status === 'FAILED') return made;
    await pause(POLL_MS, work.ending);
    if (work.ending.aborted) throw new ActionFailed('ActionTimeout', 'The change set is still being made.');
  }
}
