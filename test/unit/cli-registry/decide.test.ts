import pc from 'picocolors';
import { decideVersion, longestReason, requireReason } from '../../../cli/registry/decide-version';
import { decisionText } from '../../../cli/registry/decision-text';
import { decidedBy, decisionMetadata } from '../../../lambdas/domain/registry/decision';
import type { Approval, ModelVersion } from '../../../lambdas/domain/registry/model-version';
import { RegistryWorld } from './registry-world';

type Said = Exclude<Approval, 'PendingManualApproval'>;

async function world(...approvals: readonly Approval[]) {
  const made = new RegistryWorld();
  for (const [index, approval] of approvals.entries()) {
    const own = approval === 'PendingManualApproval' ? { approval } : { approval, why: 'earlier', decidedBy: 'bob' };
    await made.register(index + 1, { own });
  }
  const decide = async (number: number, approval: Said) => {
    const version = (await made.registry.find(made.workload, number)) as ModelVersion;
    const decided = await decideVersion(version, { approval, why: 'good', by: 'ann' }, made);
    const text = decisionText({ workload: made.workload, decided, compared: undefined, next: [] }, plain);
    return { decided, lines: text.split('\n\n') };
  };
  return { ...made, registry: made.registry, decide };
}

const plain = pc.createColors(false);
const waits = 'PendingManualApproval';

it('records the decision with who made it, and why', async () => {
  const { decide, registry } = await world(waits);
  const { decided } = await decide(1, 'Approved');
  expect(decided).toMatchObject({ changed: true, was: waits, version: { approval: 'Approved', decidedBy: 'ann' } });
  expect(registry.decisions).toMatchObject([{ approval: 'Approved', why: 'good', by: 'ann' }]);
});

it.each<[string, Approval[], number, Said, string]>([
  ['the first approval makes a champion', [waits], 1, 'Approved', 'Champion: none → version 1.'],
  ['a newer approval replaces it', ['Approved', waits], 2, 'Approved', 'Champion: version 1 → version 2.'],
  ['an older approval does not', [waits, 'Approved'], 1, 'Approved', 'Champion stays version 2, which is newer.'],
  ['a rejection of another changes nothing', ['Approved', waits], 2, 'Rejected', 'Champion stays version 1.'],
  ['a rejected champion gives way', ['Approved', 'Approved'], 2, 'Rejected', 'Champion: version 2 → version 1.'],
  ['the last one leaves none', ['Approved'], 1, 'Rejected', 'Champion: version 1 → none: no version is approved.'],
  ['nobody was or is champion', [waits], 1, 'Rejected', 'No version is approved: there is no champion.'],
  ['a rejected one may be approved', ['Rejected'], 1, 'Approved', 'Champion: none → version 1.'],
])('%s', async (_, approvals, number, approval, sentence) => {
  const { decide, registry } = await world(...approvals);
  const { lines } = await decide(number, approval);
  expect(lines[2]).toMatch(new RegExp(`^${sentence.replaceAll('.', '\\.')}`));
  let newest: ModelVersion | undefined;
  for await (const version of registry.versions('product-images', 'Approved')) newest ??= version;
  const claimed = /version (\d+)(?!.*→)/.exec(sentence.replace(/.*→/, ''))?.[1];
  expect(newest?.version).toBe(claimed === undefined ? undefined : Number(claimed));
});

it('says what was decided before', async () => {
  const { decide } = await world('Rejected');
  const { lines } = await decide(1, 'Approved');
  expect(lines[0]).toBe('product-images version 1: Rejected → Approved by ann: good');
});

it.each<[Said]>([['Approved'], ['Rejected']])('calls nothing when it is %s already', async approval => {
  const { decide, registry } = await world(approval);
  const { decided, lines } = await decide(1, approval);
  expect(decided).toMatchObject({ changed: false, version: { why: 'earlier', decidedBy: 'bob' } });
  expect(lines[0]).toBe(`product-images version 1 was ${approval} already by bob: earlier. Nothing was changed.`);
  expect(registry.decisions).toEqual([]);
});

describe('reasons', () => {
  it.each([['good'], ['a'.repeat(longestReason)], ['naïve 日本 👟 "quoted"']])('takes %.20s', why =>
    expect(requireReason(` ${why} `, 'everloop approve')).toBe(why),
  );

  it.each([
    ['nothing', '  '],
    [`${longestReason + 1} characters`, 'a'.repeat(longestReason + 1)],
    ['control characters in "a\\nb"', 'a\nb'],
    ['control characters', '\u001b[31mred'],
  ])('fails for %s', (got, why) =>
    expect(() => requireReason(why, 'everloop approve')).toThrow(
      `everloop approve: --why must be 1 to 1024 characters on one line, got ${got}`,
    ),
  );
});

describe('who decided', () => {
  const by = 'arn:aws:sts::123456789012:assumed-role/Admin/ann@example.com';

  it('is what the decision said', () => {
    const metadata = decisionMetadata({ approval: 'Approved', why: 'good', by });
    expect(decidedBy({ approval: 'Approved', metadata })).toBe(by);
  });

  it('is unknown after a decision by another way, and for versions that wait', () => {
    const metadata = decisionMetadata({ approval: 'Approved', why: 'good', by });
    expect(decidedBy({ approval: 'Rejected', metadata })).toBeUndefined();
    expect(decidedBy({ approval: waits, metadata: {} })).toBeUndefined();
  });

  it('holds only what SageMaker takes of a metadata value', () => {
    const [value] = Object.values(
      decisionMetadata({ approval: 'Rejected', why: '', by: `o'brien, ${'x'.repeat(400)}` }),
    );
    expect(value).toMatch(/^Rejected by o-brien- x+$/);
    expect(value).toHaveLength(256);
  });
});
