import { Stack } from 'aws-cdk-lib';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { MailSettings } from '../../lambdas/contracts/notices';
import type { Environment } from '../config/schema';
import type { FeatureFunction } from '../functions/feature-function';

export interface MailSenderProps {
  /** Nobody is mailed without it. */
  readonly mail: Environment['mail'];
  /** Who decides. */
  readonly approvers: readonly string[];
  /** Who is told of everything else. */
  readonly readers: readonly string[];
}

/**
 * Who mails come from. The identity is not made here: an account has it once, for all its environments, and its owner
 * confirms it. The configuration set is the environment's own: TLS or no delivery, and no more mails to addresses that
 * bounced or complained.
 */
export class MailSender extends Construct {
  readonly configurationSet: CfnConfigurationSet;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MailSenderProps,
  ) {
    super(scope, id);
    this.configurationSet = new CfnConfigurationSet(this, 'ConfigurationSet', {
      deliveryOptions: { tlsPolicy: 'REQUIRE' },
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
  }

  /** Lets a function send mails from this address and from no other of the identity, and tells it from and to whom. */
  grantSend(sender: FeatureFunction): void {
    const { mail } = this.props;
    sender.tell('mailSettings', Stack.of(this).toJsonString(this.settings()));
    if (!mail) return;
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName });
    // SES asks for the second action where a mail has attachments.
    sender.allow(
      ['ses:SendEmail', 'ses:SendRawEmail'],
      [arn('identity', mail.identity ?? mail.from), arn('configuration-set', this.configurationSet.ref)],
      { StringEquals: { 'ses:FromAddress': mail.from } },
    );
  }

  private settings(): MailSettings {
    const { mail, approvers, readers } = this.props;
    if (!mail) return null;
    const configurationSet = this.configurationSet.ref;
    return { from: mail.from, configurationSet, approvers: [...approvers], readers: [...readers] };
  }
}
