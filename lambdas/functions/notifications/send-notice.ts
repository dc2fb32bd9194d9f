import { dynamoDbClient } from '../../adapters/aws/clients';
import { DynamoDbNoticeLedger } from '../../adapters/aws/dynamodb-notice-ledger';
import { SesMailer, sesClient } from '../../adapters/aws/ses-mailer';
import { snsClient } from '../../adapters/aws/sns-client';
import { SnsTextTopic } from '../../adapters/aws/sns-text-topic';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { mailSettingsSchema } from '../../contracts/notices';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createSendNotice } from '../../handlers/notifications/send-notice';

const journal = new PowertoolsLog('send-notice');
const mail = mailSettingsSchema.parse(JSON.parse(fromEnvironment('mailSettings')));
const sender = { address: mail?.from ?? '', configurationSet: mail?.configurationSet ?? '' };

export const handler = handleQueuedEvents(
  journal,
  createSendNotice({
    ledger: new DynamoDbNoticeLedger(dynamoDbClient(), fromEnvironment('noticeTable')),
    topic: new SnsTextTopic(snsClient(), fromEnvironment('approvalTopic')),
    mailer: new SesMailer(sesClient(), sender),
    mail,
    clock: systemClock,
    journal,
  }),
);
