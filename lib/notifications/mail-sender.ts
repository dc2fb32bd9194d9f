import { Stack } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnEmailIdentity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { MailSettings } from '../../lambdas/contracts/notices';
import type { Environment } from '../config/schema';
import type { FeatureFunction } from '../functions/feature-function';

/**
 * Who mails come from, in SES. An identity belongs to a whole account and must be verified by its owner, so it is made here
 * only where the configuration says so; the configuration set is the environment's own: TLS or no delivery, and no more
 * mails to addresses that bounced or complained.
 */
export class MailSender extends Construct {
  private readonly configurationSet: CfnConfigurationSet;
  private readonly identity: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly mail: NonNullable<Environment['mail']>,
  ) {
    super(scope, id);
    this.identity = mail.identity ?? mail.from;
    this.configurationSet = new CfnConfigurationSet(this, 'ConfigurationSet', {
      deliveryOptions: { tlsPolicy: 'REQUIRE' },
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    if (mail.deployIdentity) new CfnEmailIdentity(this, 'Identity', { emailIdentity: this.identity });
  }

  /** @param people addresses of who decides, and of who is told of everything else */
  settings(people: { readonly approvers: readonly string[]; readonly readers: readonly string[] }): MailSettings {
    const { approvers, readers } = people;
    const configurationSet = this.configurationSet.ref;
    return { from: this.mail.from, configurationSet, approvers: [...approvers], readers: [...readers] };
  }

  /** Lets a function send mails from this address, and from no other of the identity. */
  grantSend(sender: FeatureFunction): void {
    const stack = Stack.of(this);
    const arn = (resource: string, resourceName: string) => stack.formatArn({ service: 'ses', resource, resourceName });
    // SES asks for the second one where a mail has attachments.
    sender.allow(
      ['ses:SendEmail', 'ses:SendRawEmail'],
      [arn('identity', this.identity), arn('configuration-set', this.configurationSet.ref)],
      { StringEquals: { 'ses:FromAddress': this.mail.from } },
    );
  }
}
