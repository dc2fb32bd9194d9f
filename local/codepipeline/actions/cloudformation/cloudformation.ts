import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { packText } from '../../artifacts/zip';
import type { Artifact } from '../../executions/execution';
import { ActionFailed, callFailed, calling } from '../action-failed';
import type { ActionKind, ActionOutcome, ActionWork } from '../action-kind';
import { executeChangeSet, replaceChangeSet } from './change-sets';
import { stackRequest } from './stack-request';
import { findStack, requireGood, settled } from './stacks';

/** Makes, changes and deletes stacks, at once or by a change set; its variables are the stack's outputs. */
export const cloudFormation: ActionKind = {
  inputs: [0, 10],
  outputs: [0, 1],
  required: ['ActionMode', 'StackName'],
  optional: [
    ...['Capabilities', 'ChangeSetName', 'OutputFileName', 'ParameterOverrides', 'RoleArn'],
    ...['TemplateConfiguration', 'TemplatePath'],
  ],
  timeoutMinutes: 3 * 24 * 60,
  async run(work) {
    const client = new CloudFormationClient(await calling('sts:AssumeRole', () => work.role.settings()));
    const mode = work.configuration['ActionMode'] ?? '';
    const handle = MODES[mode];
    try {
      if (!handle) {
        const known = Object.keys(MODES).join(', ');
        throw new ActionFailed('ConfigurationError', `ActionMode must be one of ${known}, got ${mode}.`);
      }
      return await handle(client, work);
    } finally {
      client.destroy();
    }
  },
};

type Handle = (client: CloudFormationClient, work: ActionWork) => Promise<ActionOutcome>;

const MODES: Readonly<Record<string, Handle>> = {
  CREATE_UPDATE: (client, work) => deploy(client, work, keep),
  REPLACE_ON_FAILURE: (client, work) => deploy(client, work, replaceFailed),
  DELETE_ONLY: remove,
  CHANGE_SET_REPLACE: async (client, work) => ({ summary: await replaceChangeSet(client, work) }),
  CHANGE_SET_EXECUTE: async (client, work) => {
    const started = work.record.externalExecutionId !== undefined || (await executeChangeSet(client, work));
    if (!started) return ended(work, await findStack(client, work.configuration['StackName'] ?? ''));
    return ended(work, await whenGood(client, work));
  },
};

/** A stack that is there already, before it is changed. */
type Before = (client: CloudFormationClient, stack: Stack | undefined, work: ActionWork) => Promise<Stack | undefined>;

const keep: Before = async (_, stack) => stack;

/** A stack that failed is deleted first. */
const replaceFailed: Before = async (client, stack, { ending }) => {
  if (
    !stack ||
    !/^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED|UPDATE_ROLLBACK_FAILED)$/.test(
      stack.StackStatus ?? '',
    )
  ) {
    return stack;
  }
  await calling('cloudformation:DeleteStack', () =>
    client.send(new DeleteStackCommand({ StackName: stack.StackName })),
  );
  await settled(client, stack.StackId ?? '', ending);
  return undefined;
};

async function deploy(client: CloudFormationClient, work: ActionWork, before: Before): Promise<ActionOutcome> {
  if (work.record.externalExecutionId === undefined) {
    const stack = await before(client, await findStack(client, work.configuration['StackName'] ?? ''), work);
    const { Parameters, Tags, Capabilities, ...rest } = await stackRequest(work);
    const request = {
      ...rest,
      Parameters: [...Parameters],
      ...(Tags && { Tags: [...Tags] }),
      ...(Capabilities && { Capabilities: [...Capabilities] as never[] }),
      ClientRequestToken: work.record.actionExecutionId,
    };
    const isNew = !stack || stack.StackStatus === 'REVIEW_IN_PROGRESS';
    const id = isNew ? await create(client, request) : await update(client, request, stack);
    work.keep({ externalExecutionId: id });
    work = { ...work, record: { ...work.record, externalExecutionId: id } };
  }
  return ended(work, await whenGood(client, work));
}

type Request = ConstructorParameters<typeof CreateStackCommand>[0];

const create = async (client: CloudFormationClient, request: Request): Promise<string> =>
  (await calling('cloudformation:CreateStack', () => client.send(new CreateStackCommand(request)))).StackId ?? '';

/** A stack that is as it should be is left alone. */
async function update(client: CloudFormationClient, request: Request, stack: Stack): Promise<string> {
  try {
    return (await client.send(new UpdateStackCommand(request))).StackId ?? '';
  } catch (error) {
    if (/No updates are to be performed/.test((error as Error).message)) return stack.StackId ?? '';
    throw callFailed('cloudformation:UpdateStack', error);
  }
}

async function whenGood(client: CloudFormationClient, { record, configuration, ending }: ActionWork): Promise<Stack> {
  const id = record.externalExecutionId ?? configuration['StackName'] ?? '';
  return requireGood(client, await settled(client, id, ending));
}

async function remove(client: CloudFormationClient, work: ActionWork): Promise<ActionOutcome> {
  const StackName = work.configuration['StackName'] ?? '';
  const stack = await findStack(client, StackName);
  if (!stack) return { summary: `Stack ${StackName} does not exist.` };
  const id = stack.StackId ?? StackName;
  const RoleARN = work.configuration['RoleArn'];
  const command = new DeleteStackCommand({ StackName, ...(RoleARN && { RoleARN }) });
  await calling('cloudformation:DeleteStack', () => client.send(command));
  const after = await settled(client, id, work.ending);
  if (after && after.StackStatus !== 'DELETE_COMPLETE') await requireGood(client, after);
  return { summary: `Stack ${StackName} was deleted.`, externalExecutionId: id };
}

/** The stack's outputs become variables, and a file if one is asked for. */
async function ended(work: ActionWork, stack: Stack | undefined): Promise<ActionOutcome> {
  const outputs = (stack?.Outputs ?? []).map(
    ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
  );
  const variables = Object.fromEntries(outputs);
  const artifact = await outputFile(work, variables);
  return {
    summary: `Stack ${stack?.StackName ?? ''} is ${stack?.StackStatus ?? 'gone'}.`,
    variables,
    ...(stack?.StackId && { externalExecutionId: stack.StackId }),
    ...(artifact && { artifacts: [artifact] }),
  };
}

async function outputFile(
  work: ActionWork,
  variables: Readonly<Record<string, string>>,
): Promise<Artifact | undefined> {
  const name = work.action.outputArtifacts?.[0]?.name;
  const { OutputFileName } = work.configuration;
  if (name === undefined || !OutputFileName) return undefined;
  const artifact = work.output(name);
  const archive = packText(OutputFileName, JSON.stringify(variables));
  await calling('s3:PutObject', () => work.artifacts.write(artifact, archive));
  return artifact;
}
