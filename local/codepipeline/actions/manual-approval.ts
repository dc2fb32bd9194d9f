import { randomUUID } from 'node:crypto';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ActionFailed, calling } from './action-failed';
import type { ActionKind, ActionWork } from './action-kind';

/** Waits for PutApprovalResult with the token that GetPipelineState shows and the topic's message carries. */
export const manualApproval: ActionKind = {
  inputs: [0, 0],
  outputs: [0, 0],
  required: [],
  optional: ['NotificationArn', 'CustomData', 'ExternalEntityLink'],
  timeoutMinutes: 7 * 24 * 60,
  hasOwnTimeout: true,
  async run(work) {
    if (work.record.token === undefined) await ask(work);
    const { kind, summary = '' } = await work.answered();
    if (kind === 'succeeded') return { summary };
    throw new ActionFailed('JobFailed', summary);
  },
};

/** The token is kept before the message is sent: whoever reads the message finds it. */
async function ask(work: ActionWork): Promise<void> {
  const token = randomUUID();
  const { NotificationArn: TopicArn } = work.configuration;
  work.keep({ token });
  if (!TopicArn) return;
  const client = new SNSClient(await calling('sts:AssumeRole', () => work.role.settings()));
  const { pipelineName, actionName } = work.record;
  const Subject = `APPROVAL NEEDED: AWS CodePipeline ${pipelineName} for action ${actionName}`.slice(0, 100);
  const Message = JSON.stringify(approvalMessage(work, token));
  try {
    await calling('sns:Publish', () => client.send(new PublishCommand({ TopicArn, Subject, Message })));
  } finally {
    client.destroy();
  }
}

/** User guide, "JSON data format for manual approval notifications". `expires` has minutes, no seconds. */
export function approvalMessage({ world, record, configuration, deadline }: ActionWork, token: string): object {
  const { region } = world.scope;
  const { pipelineName, stageName, actionName } = record;
  const { ExternalEntityLink, CustomData } = configuration;
  const consoleLink = `https://console.aws.amazon.com/codepipeline/home?region=${region}#/view/${pipelineName}`;
  return {
    region,
    consoleLink,
    approval: {
      pipelineName,
      stageName,
      actionName,
      token,
      expires: `${new Date(deadline * 1000).toISOString().slice(0, 16)}Z`,
      externalEntityLink: ExternalEntityLink ?? null,
      approvalReviewLink: `${consoleLink}/${stageName}/${actionName}/approve/${token}`,
      customData: CustomData ?? null,
    },
  };
}
