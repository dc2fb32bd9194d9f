import { deliveryProblems } from '../../../cli/mail/delivery-report';
import { readKeptMails } from '../../../cli/mail/kept-mails';
import { mailPage } from '../../../cli/mail/mail-page';
import { mailList, mailText } from '../../../cli/mail/mail-text';
import { Output } from '../../../cli/output/output';

const kept = (own: object = {}) => ({
  MessageId: 'id-1',
  Source: 'everloop@example.com',
  To: ['you@example.com'],
  Subject: 'Everloop local: x',
  BodyText: 'text',
  BodyHtml: '<p>html</p><img src="cid:chart-1" alt="">',
  Timestamp: 1_795_000_000.5,
  Attachments: [{ ContentId: 'chart-1', ContentType: 'image/png', FileName: 'chart-1.png', RawContent: 'AAAA' }],
  Tags: { kind: 'drift-found', workload: 'product-images', environment: 'local' },
  ...own,
});
const answer = (...mails: object[]) => ({ messages: { '000000000000': mails, '111111111111': [kept()] } });
const output = new Output({ stdout: { write: () => true }, stderr: { write: () => true } });

it('numbers the mails of our account in the order of sending', () => {
  const mails = readKeptMails(answer(kept({ Timestamp: 20, Subject: 'later' }), kept({ Timestamp: 10 })));
  expect(mails.map(({ number, subject }) => [number, subject])).toEqual([
    [1, 'Everloop local: x'],
    [2, 'later'],
  ]);
  expect(mails[0]).toMatchObject({ kind: 'drift-found', workload: 'product-images', time: '1970-01-01T00:00:10.000Z' });
});

it('lists the newest first, and shows mails of others without a kind', () => {
  const mails = readKeptMails(answer(kept({ Timestamp: 10 }), kept({ Timestamp: 20, Subject: 'a\nb', Tags: {} })));
  const [, first, second] = mailList(mails, output).split('\n');
  expect(first).toMatch(/^2 +1970-01-01 00:00:20 +a\\nb +you@example.com$/);
  expect(second).toMatch(/^1 .* drift-found +Everloop local: x/);
  expect(mailList([], output)).toBe('No mail was sent yet.');
});

it('prints a text that cannot steer a terminal', () => {
  const [mail] = readKeptMails(answer(kept({ BodyText: 'one\ntwo \u001b[31m' })));
  expect(mailText(mail!)).toContain('To       you@example.com');
  expect(mailText(mail!)).toMatch(/\none\ntwo \\u001b\[31m$/);
});

it('makes one file of HTML and pictures, of pictures only', () => {
  const [mail] = readKeptMails(answer(kept()));
  expect(mailPage(mail!)).toBe('<p>html</p><img src="data:image/png;base64,AAAA" alt="">');
  const [image] = mail!.images;
  for (const bad of [{ contentType: 'text/html' }, { content: '"><script>' }]) {
    expect(mailPage({ ...mail!, images: [{ ...image!, ...bad }] })).toBe(mail!.html);
  }
  expect(mailPage({ ...mail!, html: null })).toBeNull();
});

describe('in an account', () => {
  const fine = {
    environment: 'dev',
    from: 'everloop@example.org',
    approvers: ['ann@example.org'],
    readers: ['ann@example.org'],
    isVerified: true,
    isSandbox: false,
    pending: [],
  };

  it.each([
    [{}, []],
    [{ isVerified: null }, [/everloop@example.org must be verified in SES, got no such identity/]],
    [{ isVerified: false }, [/got one that waits/]],
    [{ isSandbox: true }, [/out of the sandbox/]],
    [{ pending: ['ben@example.org'] }, [/ben@example.org must confirm/]],
    [{ from: null, isVerified: null, isSandbox: null }, []],
    [{ readers: [] }, [/recipients must name somebody/]],
  ])('%j has these problems', (own, problems) => {
    const found = deliveryProblems({ ...fine, ...own });
    expect(found).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) expect(found[index]).toMatch(problem);
  });
});
