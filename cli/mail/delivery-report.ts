import type { Environment } from '../../lib/config/schema';
import type { Connection } from '../deployment/connect';

/** How people are told in an account, and what stands in the way. */
export interface DeliveryReport {
  readonly environment: string;
  /** Null: only the topic is told. */
  readonly from: string | null;
  readonly approvers: readonly string[];
  readonly readers: readonly string[];
  /** Whether SES lets the sender send; null without one, or when SES has no such identity. */
  readonly isVerified: boolean | null;
  /** In SES's sandbox recipients must be verified, too; null without a sender. */
  readonly isSandbox: boolean | null;
  /** Addresses that have not confirmed the mail of SNS. */
  readonly pending: readonly string[];
}

/** Asks SES and SNS. @throws what they answer to somebody without the rights */
export async function deliveryReport({
  environmentName,
  environment,
  settings,
  deployment,
}: Connection): Promise<DeliveryReport> {
  const { mail, recipients } = environment;
  const approvers = environment.approvers ?? recipients;
  const sender = mail ? await senderState(mail, settings) : { isVerified: null, isSandbox: null };
  return {
    environment: environmentName,
    from: mail?.from ?? null,
    approvers,
    readers: [...new Set([...approvers, ...recipients])],
    ...sender,
    pending: [
      ...(await pendingOf(deployment.ApprovalTopic, settings)),
      ...(await pendingOf(deployment.AlarmTopic, settings)),
    ],
  };
}

async function senderState(
  { from, identity = from }: NonNullable<Environment['mail']>,
  settings: Connection['settings'],
) {
  const { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } =
    require('@aws-sdk/client-sesv2') as typeof import('@aws-sdk/client-sesv2');
  const client = new SESv2Client(settings);
  const { ProductionAccessEnabled } = await client.send(new GetAccountCommand());
  const isVerified = await client.send(new GetEmailIdentityCommand({ EmailIdentity: identity })).then(
    ({ VerifiedForSendingStatus = false }) => VerifiedForSendingStatus,
    error => {
      if (error instanceof Error && error.name === 'NotFoundException') return null;
      throw error;
    },
  );
  return { isVerified, isSandbox: ProductionAccessEnabled !== true };
}

async function pendingOf(TopicArn: string, settings: Connection['settings']): Promise<string[]> {
  const { paginateListSubscriptionsByTopic, SNSClient } =
    require('@aws-sdk/client-sns') as typeof import('@aws-sdk/client-sns');
  const pending: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client: new SNSClient(settings) },
    { TopicArn },
  )) {
    for (const { SubscriptionArn, Endpoint = '' } of Subscriptions) {
      if (SubscriptionArn === 'PendingConfirmation') pending.push(Endpoint);
    }
  }
  return pending;
}

/** What must be done before everybody is told; none when all is well. */
export function deliveryProblems({ from, readers, isVerified, isSandbox, pending }: DeliveryReport): string[] {
  return [
    ...(readers.length === 0 ? ['recipients must name somebody, got nobody; add addresses to everloop.config.ts'] : []),
    ...(from !== null && isVerified !== true
      ? [
          `${from} must be verified in SES, got ${isVerified === null ? 'no such identity' : 'one that waits'}; see docs/notifications.md`,
        ]
      : []),
    ...(isSandbox
      ? ['the account must be out of the sandbox of SES to mail others, got one in it; ask AWS for production access']
      : []),
    ...pending.map(
      address => `${address} must confirm the mail that SNS sent, got no answer yet; look into that mailbox`,
    ),
  ];
}
