import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { EventQueue } from '../functions/event-queue';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import { allowKeyUseThrough } from '../storage/key-use';
import { MailSender } from './mail-sender';
import { NoticeTable } from './notice-table';
import { NoticeTopic } from './notice-topic';

export interface NotificationsProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly environment: Pick<Environment, 'recipients' | 'approvers' | 'mail'>;
}

const timeoutSeconds = 30;

/**
 * Everything that people are told of goes this way:
 *
 *   who has news ─► queue ─► send notice ─┬─► topic: plain text, whoever subscribes
 *                              │          └─► SES: HTML mails, where `mail` is configured
 *                              └── table: told once
 */
export class Notifications extends Construct {
  readonly topic: NoticeTopic;
  readonly function: FeatureFunction;
  readonly queue: EventQueue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NotificationsProps,
  ) {
    super(scope, id);
    const { settings, key, environment } = props;
    const approvers = environment.approvers ?? environment.recipients;
    this.topic = new NoticeTopic(this, 'Topic', { key, recipients: environment.mail ? [] : approvers });
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'notifications/send-notice',
      description: 'Tells people by topic and mail, each notice once',
      memoryMiB: 256,
      timeoutSeconds,
    });
    this.topic.grantPublish(this.function);
    new NoticeTable(this, 'Told', key).grantNote(this.function);
    const readers = [...new Set([...approvers, ...environment.recipients])];
    new MailSender(this, 'Sender', { mail: environment.mail, approvers, readers }).grantSend(this.function);
    // SES counts mails by the second; two at a time leave room for whoever else sends in the account.
    this.queue = new EventQueue(this, 'Queue', { key, consumer: this.function, timeoutSeconds, maxConcurrency: 2 });
  }

  /** Lets a function hand over notices, and tells it where. */
  grantSend(sender: FeatureFunction): void {
    sender.tell('noticeQueueUrl', this.queue.resource.queueUrl);
    sender.allow(['sqs:SendMessage'], [this.queue.resource.queueArn]);
    allowKeyUseThrough(['sqs'], sender, this.props.key);
  }
}
