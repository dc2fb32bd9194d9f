import fc from 'fast-check';
import { type ApprovalPolicy, approvalPolicySchema } from '../../../lambdas/contracts/approval-policy';
import type { DriftSlice, GateCard } from '../../../lambdas/contracts/gate-card';
import { approveAutomatically } from '../../../lambdas/domain/registry/approve-automatically';

const policy = approvalPolicySchema.parse({ automatic: {} });
const sha = 'f'.repeat(64);
const champion = 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/g/2';

const slice = (more: Partial<DriftSlice> = {}): DriftSlice => ({
  kind: 'judged',
  examples: 60,
  metric: 'macroF1',
  candidate: 0.9,
  champion: 0.5,
  classes: [
    { label: 'bags', examples: 30, recall: 0.9, championRecall: 0.4 },
    { label: 'shoes', examples: 30, recall: 0.9, championRecall: 0.85 },
  ],
  leftOut: {},
  why: '',
  ...more,
});
const card = (drift: DriftSlice | null = slice(), more: Partial<GateCard> = {}): GateCard => ({
  lineage: { workload: 'w', champion, artifactSha256: sha },
  isOverridden: false,
  gate: { passed: true, drift },
  ...more,
});
const decide = (one: GateCard | null, more = {}, own: ApprovalPolicy = policy) =>
  approveAutomatically({ card: one, artifactSha256: sha, champion, ...more }, own);
const classOf = (recall: number, championRecall: number | null) => [
  { label: 'bags', examples: 30, recall, championRecall },
];

it('approves what wins the drift slice by margin, as a whole and in each judged class, and says why', () => {
  const verdict = decide(card());
  expect(verdict.kind).toBe('approve');
  expect(verdict.why).toMatch(
    /^Approved by policy: .*60 examples by 0.05 .*macroF1 0.900 \(champion 0.500\); recall bags 0.900 \(0.400\), shoes/,
  );
});

it('leaves everything to a person by default', () => {
  expect(decide(card(), {}, 'person')).toEqual({ kind: 'person', why: null });
  expect(approvalPolicySchema.safeParse(undefined).success).toBe(false);
});

it.each<[string, GateCard | null, object, RegExp]>([
  ['has no card', null, {}, /card must be readable/],
  ['has the card of another model', card(), { artifactSha256: 'a' }, /of its artifact/],
  ['was refused', card(slice(), { gate: { passed: false, drift: slice() } }), {}, /passed the gate/],
  ['was judged by thresholds of a person', card(slice(), { isOverridden: true }), {}, /thresholds of a person/],
  [
    'is the first version',
    card(slice(), { lineage: { workload: 'w', champion: null, artifactSha256: sha } }),
    {},
    /champion to win/,
  ],
  ['was compared with a champion of before', card(), { champion: `${champion}1` }, /champion of now/],
  ['has no drift slice', card(null), {}, /drift slice must be judged, got none/],
  ['has a slice that is too small', card(slice({ kind: 'too-small', why: 'few' })), {}, /too small: few/],
  [
    'wins the slice by too little',
    card(slice({ candidate: 0.549 })),
    {},
    /^macroF1 on the drift slice must win by 0.05/,
  ],
  ['wins a class by too little', card(slice({ classes: classOf(0.44, 0.4) })), {}, /^recall of bags/],
  ['loses a class', card(slice({ classes: classOf(0.96, 0.97) })), {}, /^recall of bags/],
  [
    'has a class that the champion was not scored on',
    card(slice({ classes: classOf(0.96, null) })),
    {},
    /^recall of bags/,
  ],
])('leaves a version to a person that %s, and says why', (_, one, more, why) => {
  expect(decide(one, more)).toEqual({ kind: 'person', why: expect.stringMatching(why) });
});

it.each([
  ['exactly by the margin', 0.45, 0.4],
  ['what is within the margin of 1, by not losing it', 0.97, 0.97],
])('takes a class for won %s', (_, own, other) => {
  expect(decide(card(slice({ classes: classOf(own, other) }))).kind).toBe('approve');
});

it('never approves a version that is worse on the slice than the champion', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, share, share, (whole, wholeBefore, own, before) => {
      const verdict = decide(card(slice({ candidate: whole, champion: wholeBefore, classes: classOf(own, before) })));
      const isWorse = whole < wholeBefore - 1e-9 || own < before - 1e-9;
      expect(verdict.kind === 'approve' && isWorse).toBe(false);
    }),
  );
});

it.each([
  ['a margin that chance reaches', { automatic: { margin: 0 } }],
  ['a margin that nothing reaches', { automatic: { margin: 0.6 } }],
  ['an unknown second approval', { automatic: { secondApproval: 'nobody' } }],
  ['another word', 'automatic'],
  ['an empty object', {}],
  ['a misspelt setting', { automatic: { margins: 0.1 } }],
])('the configuration refuses %s', (_, wrong) => {
  expect(approvalPolicySchema.safeParse(wrong).success).toBe(false);
});
