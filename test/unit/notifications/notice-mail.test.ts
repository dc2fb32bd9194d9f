import sharp from 'sharp';
import { type Notice, noticeKinds, noticeSchema } from '../../../lambdas/contracts/notices';
import { barChart } from '../../../lambdas/domain/notices/bar-chart';
import { noticeMail } from '../../../lambdas/domain/notices/notice-mail';
import { recallBars } from '../../../lambdas/domain/registry/score-table';
import { wellFormed } from './html-check';
import { notices, ofKind, repair } from './notices';

const named = Object.entries(notices);
const mailOf = (name: string) => noticeMail(notices[name]!);

describe('every notice', () => {
  it('is of a kind that people are told of, and each kind has one', () => {
    for (const kind of noticeKinds) expect(ofKind(kind).length).toBeGreaterThan(0);
  });

  it.each(named)('%s survives the queue, and has a key', (_, notice) => {
    expect(noticeSchema.parse(JSON.parse(JSON.stringify(notice)))).toEqual(notice);
  });

  it.each(named)('%s says its story, workload and environment, and what to type', (_, notice) => {
    const { subject, text, html } = noticeMail(notice);
    expect(subject).toBe(`Everloop dev: ${notice.title}`);
    expect(text).toMatch(/npx everloop \S+ product-images|npx everloop endpoints/);
    expect(text).toMatch(/ in dev|--environment dev/);
    expect(html).toContain(notice.correlationId);
  });

  it.each(named)('%s is well-formed HTML that loads nothing and decides nothing', (_, notice) => {
    const { html, images } = noticeMail(notice);
    expect(wellFormed(html)).toEqual([]);
    expect(html).not.toMatch(/<(script|link|iframe|form|input|button)\b|url\(|@import/i);
    const targets = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target);
    const pictures = images.map(({ id }) => `cid:${id}`);
    expect(targets.filter(target => target?.startsWith('cid:'))).toEqual(pictures);
    for (const target of targets.filter(one => !one?.startsWith('cid:'))) {
      expect(target).toMatch(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/sagemaker\/home/);
    }
  });

  it.each(named)('%s shows every word of its text in HTML, too', (_, notice) => {
    const plain = plainOf(noticeMail(notice).html);
    const words = noticeMail(notice).text.split(/\s+/);
    for (const word of words.filter(one => !one.startsWith('https:'))) expect(plain).toContain(word);
  });

  it.each(named)('%s stays below what Gmail cuts off', (_, notice) => {
    expect(noticeMail(notice).html.length).toBeLessThan(102_000);
  });
});

const plainOf = (page: string) =>
  page
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');

describe('what each kind says', () => {
  it.each([
    ['approval', 'npx everloop approve product-images 4 --why "YOUR REASON" --environment dev'],
    ['decision', 'Production serves version 3.'],
    ['drift', 'A retraining starts by itself.'],
    ['drift', 'recall-one-piece  since 2026-11-21 16:00:00 UTC: Threshold Crossed'],
    ['refused', 'HELD  it must not be held, got a hold of ann: the labels of June are wrong'],
    ['retrained', 'macroF1 on held-out examples of the drift 0.482 before, 0.944 now'],
    ['retrained', 'It serves nobody yet: a person is asked to approve it.'],
    ['retrainedByPolicy', 'Why no person was asked\n  Approved by policy: wins the drift slice of 500 examples'],
    ['retrainedByPolicy', 'then a person is asked, by a mail of its own, before it goes to production.'],
    ['retrainedUnasked', "goes to production without another question (secondApproval is 'none')"],
    ['approved', 'then a person is asked, by a mail of its own, before it goes to production.'],
    ['fruitless', 'Gate: CLASS_LOSS footwear lost 0.041 of recall'],
    ['released', 'product-images version 4 serves production in dev.'],
    ['failed', 'Production serves version 3.'],
    ['rolledBack', 'Production goes back to version 3 now.'],
    ['stays', 'There is no other approved version to go back to'],
    ['escalated', 'stays in ALARM after 3 retrainings of product-images'],
  ])('%s: %s', (name, fact) => {
    expect(mailOf(name).text).toContain(fact);
  });

  it.each(['approved', 'retrainedByPolicy', 'retrainedUnasked'])(
    '%s has the figures before and after, and the command that takes it back, and nothing to approve',
    name => {
      const { text, html, images } = mailOf(name);
      for (const body of [text, html]) {
        expect(body).toContain('Scores on held-out examples of the drift');
        expect(body).toMatch(/one-piece.*0\.910 \(0\.050\)/s);
        expect(body).toMatch(/npx everloop reject product-images 4 --why \S+YOUR REASON\S+ --environment dev/);
        expect(body).not.toMatch(/everloop approve|model-approval-status Approved/);
      }
      expect(images).toHaveLength(2);
    },
  );

  it('a drift that does not retrain says so, and one that does has no refusal', () => {
    expect(mailOf('refused').text).toContain('No retraining starts now');
    expect(mailOf('drift').text).not.toContain('No retraining starts');
  });
});

describe('hostile text', () => {
  const hostile = `x"><script>alert(1)</script><img src=x onerror='alert(1)'>\u202e`;
  const hurt = (notice: Notice): Notice => ({
    ...notice,
    workload: hostile,
    title: hostile,
    correlationId: hostile,
    blocks: [
      { kind: 'text', text: hostile },
      { kind: 'table', title: hostile, head: [hostile, ''], rows: [[hostile, hostile]] },
      { kind: 'facts', title: hostile, rows: [[hostile, hostile]] },
      { kind: 'commands', title: hostile, lines: [hostile], link: { url: 'https://a.example/?"><i>', note: hostile } },
      {
        kind: 'bars',
        title: hostile,
        before: hostile,
        after: hostile,
        groups: [{ label: hostile, before: 0, after: 1 }],
      },
    ],
  });

  it.each(noticeKinds)('becomes text in a mail of kind %s', kind => {
    const { html } = noticeMail(hurt(ofKind(kind)[0]!));
    expect(html).not.toMatch(/<script|<img src=x|<i>|\u202e/);
    expect(wellFormed(html)).toEqual([]);
  });

  it('cannot add a header by the subject, nor pass what SNS refuses', () => {
    const { subject } = noticeMail({ ...notices['drift']!, title: `ü\r\nBcc: a@example.com ${'x'.repeat(200)}` });
    expect(subject).toMatch(/^[\x20-\x7e]{100}$/);
  });

  it('is refused as a link that is not https', () => {
    const notice = hurt(notices['drift']!);
    const blocks = [{ kind: 'commands', title: '', lines: [], link: { url: 'javascript:alert(1)', note: '' } }];
    expect(noticeSchema.safeParse({ ...notice, blocks }).success).toBe(false);
  });
});

describe('charts', () => {
  const pixel = async (bytes: Uint8Array, x: number, y: number) => {
    const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
  };

  it('are pictures in which a bar is as tall as its share, from the ground up', async () => {
    const bytes = barChart([{ label: 'a', before: 0.25, after: 1 }]);
    const { width, height, format } = await sharp(bytes).metadata();
    expect([width, height, format]).toEqual([1088, 240, 'png']);
    const [before, after] = [544 - 20, 544 + 20];
    expect(await pixel(bytes, before, 182)).toEqual([0x98, 0xa1, 0xab, 255]);
    expect((await pixel(bytes, before, 175))[3]).toBe(0);
    expect(await pixel(bytes, after, 4)).toEqual([0x44, 0x68, 0xd8, 255]);
    expect((await pixel(bytes, 10, 30))[3]).toBe(0);
  });

  it('leave out what is not known, and hold what is out of range', async () => {
    const bytes = barChart([
      { label: 'a', before: null, after: 7 },
      { label: 'b', before: Number.NaN, after: -1 },
    ]);
    expect((await pixel(bytes, 272 - 20, 200))[3]).toBe(0);
    expect((await pixel(bytes, 272 + 20, 4))[3]).toBe(255);
    expect((await pixel(bytes, 816 + 20, 230))[3]).toBe(0);
  });

  it('of many classes show those that changed most, in their order', () => {
    const classes = Array.from({ length: 12 }, (_, index) => `c${index}`);
    const scores = (recall: (index: number) => number) => ({
      count: 1,
      perClass: Object.fromEntries(
        classes.map((name, index) => [name, { recall: recall(index), precision: 1, npv: 1, f1: 1, support: 1 }]),
      ),
    });
    const of = (recall: (index: number) => number) => ({ ...repair.challenger, golden: scores(recall) });
    const many = {
      ...repair,
      classes,
      challenger: of(index => (index % 3 === 0 ? 0.5 : 1)),
      champion: of(index => (index < 4 ? 0.2 : 0.5)),
    };
    const [bars] = recallBars(many, 'golden');
    expect(bars?.groups).toHaveLength(8);
    expect(bars?.groups.map(({ label }) => label)).toEqual(
      ['c1', 'c2', 'c4', 'c5', 'c7', 'c8', 'c10', 'c11'].sort((a, b) => classes.indexOf(a) - classes.indexOf(b)),
    );
  });

  it('are none without two models to compare', () => {
    expect(recallBars({ ...repair, champion: null }, 'golden')).toEqual([]);
    expect(mailOf('drift').images).toEqual([]);
  });
});
