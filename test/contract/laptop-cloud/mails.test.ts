import { CreateConfigurationSetCommand, CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { fetchKeptMails } from '../../../cli/mail/kept-mails';
import { SesMailer } from '../../../lambdas/adapters/aws/ses-mailer';
import type { AddressedMail } from '../../../lambdas/ports/mailer';
import { ACCOUNT, allow, caller, clientOf, permit, REGION, refusalOf, uniqueName } from './iam-world';

const configurationSet = uniqueName('mails');
const from = 'everloop@example.com';
const arn = (resource: string) => `arn:aws:ses:${REGION}:${ACCOUNT}:${resource}`;
const both = [arn(`identity/${from}`), arn(`configuration-set/${configurationSet}`)];
const sending = (address = from) => ({ StringEquals: { 'ses:FromAddress': address } });

const picture = {
  id: 'chart-1',
  fileName: 'chart-1.png',
  contentType: 'image/png' as const,
  bytes: Uint8Array.of(137, 80),
};
const mail = (own: Partial<AddressedMail> = {}): AddressedMail => ({
  to: ['you@example.com', 'ben@example.com'],
  subject: uniqueName('subject'),
  text: 'Grüße',
  html: '<img src="cid:chart-1" alt="">',
  images: [picture],
  tags: { kind: 'released', workload: 'product-images' },
  ...own,
});
const mailer = (client: SESv2Client, address = from) => new SesMailer(client, { address, configurationSet });
const root = new SESv2Client(clientOf());
const kept = async (subject: string) =>
  (await fetchKeptMails(process.env['EVERLOOP_TEST_ENDPOINT'] ?? '')).filter(one => one.subject === subject);

beforeAll(async () => {
  await root.send(new CreateConfigurationSetCommand({ ConfigurationSetName: configurationSet }));
});

it('a mail is kept as it was sent: both texts, pictures, tags, recipients', async () => {
  const sent = mail();
  await mailer(root).send(sent);
  expect(await kept(sent.subject)).toMatchObject([
    {
      from,
      to: sent.to,
      text: 'Grüße',
      html: sent.html,
      kind: 'released',
      workload: 'product-images',
      images: [{ id: 'chart-1', contentType: 'image/png', content: Buffer.from(picture.bytes).toString('base64') }],
    },
  ]);
});

it('a sender that nobody verified is refused, a verified one and one of a verified domain are not', async () => {
  const domain = `${uniqueName('d')}.org`;
  expect(await refusalOf(mailer(root, `a@${domain}`).send(mail()))).toMatch(/MessageRejected.*not verified/);
  await root.send(new CreateEmailIdentityCommand({ EmailIdentity: domain }));
  const sent = mail();
  await mailer(root, `a@${domain}`).send(sent);
  expect(await kept(sent.subject)).toHaveLength(1);
});

describe('a role may send', () => {
  const actions = ['ses:SendEmail', 'ses:SendRawEmail'];
  const attempt = async (statements: Parameters<typeof permit>[1], own: Partial<AddressedMail> = {}) => {
    const { roleArn, signer } = await caller();
    await permit(roleArn, statements);
    await mailer(new SESv2Client(clientOf(signer))).send(mail(own));
  };

  it('with both actions on identity and configuration set, from its address', async () => {
    await attempt([allow(actions, both, sending())]);
  });

  it.each([
    ['from another address', [allow(actions, both, sending('other@example.com'))], /ses:SendEmail/],
    ['as another identity', [allow(actions, [arn('identity/example.org'), both[1]!], sending())], /ses:SendEmail/],
    ['without the configuration set', [allow(actions, both[0]!, sending())], /configuration-set/],
    ['pictures without the right to send raw mails', [allow('ses:SendEmail', both, sending())], /ses:SendRawEmail/],
  ])('but not %s', async (_, statements, refused) => {
    expect(await refusalOf(attempt(statements))).toMatch(refused);
  });

  it('text alone without the right to send raw mails', async () => {
    await attempt([allow('ses:SendEmail', both, sending())], { images: [] });
  });
});
