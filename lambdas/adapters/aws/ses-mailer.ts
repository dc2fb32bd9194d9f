import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { AddressedMail, Mailer } from '../../ports/mailer';

/**
 * SES throttles by mails a second, one in its sandbox: the SDK slows itself down and tries again, for some seconds; what
 * is over the day's quota goes back to the queue.
 */
export const sesClient = (): SESv2Client => new SESv2Client({ maxAttempts: 6, retryMode: 'adaptive' });

const utf8 = (text: string) => ({ Data: text, Charset: 'UTF-8' });

/** Mails by SES, which makes the MIME message of their parts. */
export class SesMailer implements Mailer {
  constructor(
    private readonly client: SESv2Client,
    private readonly from: { readonly address: string; readonly configurationSet: string },
  ) {}

  async send({ to, subject, text, html, images, tags }: AddressedMail): Promise<void> {
    const Attachments = images.map(({ id, fileName, contentType, bytes }) => ({
      ContentId: id,
      FileName: fileName,
      ContentType: contentType,
      ContentDisposition: 'INLINE' as const,
      ContentTransferEncoding: 'BASE64' as const,
      RawContent: bytes,
    }));
    await this.client.send(
      new SendEmailCommand({
        FromEmailAddress: this.from.address,
        ConfigurationSetName: this.from.configurationSet,
        Destination: { ToAddresses: [...to] },
        Content: {
          Simple: {
            Subject: utf8(subject),
            Body: { Text: utf8(text), Html: utf8(html) },
            ...(Attachments.length > 0 && { Attachments }),
          },
        },
        EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
  }
}
