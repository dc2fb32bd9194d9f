import fc from 'fast-check';
import { type RetrainingPolicy, retrainingPolicySchema } from '../../../lambdas/contracts/retraining-policy';
import { dueAlarm, withAlarm } from '../../../lambdas/domain/retraining/alarms';
import { decide, type RetrainingRequest } from '../../../lambdas/domain/retraining/decide';
import { type Desk, emptyDesk } from '../../../lambdas/domain/retraining/desk';
import { withHold, withoutHold } from '../../../lambdas/domain/retraining/hold';
import { given } from '../../../lambdas/domain/retraining/lease';

const start = Date.parse('2026-11-21T16:00:00.000Z');
const later = (minutes: number) => new Date(start + minutes * 60_000);
const at = (minutes: number) => later(minutes).toISOString();
const alarm = 'everloop-dev-shoes-retrain-recall';
const policyOf = (own: Partial<RetrainingPolicy> = {}) => retrainingPolicySchema.parse(own);
const raised = (desk: Desk, minutes = 0, name = alarm) =>
  withAlarm(desk, { name, isRaised: true, at: at(minutes), why: 'low' }, policyOf());

let asked = 0;
const byAlarm = (own: Partial<RetrainingRequest> = {}): RetrainingRequest => ({
  id: `${asked++}`,
  reason: 'alarm',
  alarm,
  ...own,
});
const byPerson = (own: Partial<RetrainingRequest> = {}): RetrainingRequest => ({
  id: `${asked++}`,
  reason: 'person',
  ...own,
});

/** A desk after retrainings of the alarm that began and ended at these minutes. */
function trained(...ends: readonly (readonly [began: number, ended: number])[]): Desk {
  return ends.reduce(
    (desk, [began, ended]) => {
      const { desk: held } = decide(
        desk,
        byAlarm(),
        policyOf({ cooldownMinutes: 0, budgetPerDay: 50, escalateAfter: 50 }),
        later(began),
      );
      return given(held, held.lease?.correlationId ?? '', { outcome: 'Succeeded', now: later(ended) });
    },
    raised(emptyDesk('shoes')),
  );
}

const codeOf = (desk: Desk, request: RetrainingRequest, policy = policyOf(), minutes = 0): string => {
  const decision = decide(desk, request, policy, later(minutes));
  return decision.kind === 'refuse' ? decision.refusal.code : decision.kind;
};

const undecided = { kind: 'undecided', version: 7, since: at(0) } as const;
const releasing = { kind: 'releasing', version: 7 } as const;
const released = { kind: 'released', version: 7, at: at(300) } as const;
const byHand = decide(raised(emptyDesk('shoes')), byPerson(), policyOf(), later(0)).desk;
const trainedByPerson = given(byHand, byHand.lease?.correlationId ?? '', { outcome: 'Succeeded', now: later(9) });
const held = withHold(raised(emptyDesk('shoes')), { by: 'ada', why: 'audit', at: at(0) });
const underWay = decide(raised(emptyDesk('shoes')), byAlarm(), policyOf(), later(0)).desk;

it.each<[string, Desk, RetrainingRequest, Partial<RetrainingPolicy>, number, string]>([
  ['an alarm starts one', raised(emptyDesk('shoes')), byAlarm(), {}, 0, 'start'],
  ['a schedule starts one without an alarm', emptyDesk('shoes'), { id: 's', reason: 'schedule' }, {}, 0, 'start'],
  ['a version waits for a decision', trained([0, 9]), byAlarm({ repair: undecided }), {}, 300, 'REPAIR_AWAITED'],
  [
    'a schedule waits, too',
    trained([0, 9]),
    { id: 's', reason: 'schedule', repair: undecided },
    {},
    300,
    'REPAIR_AWAITED',
  ],
  ['new code does not wait', trained([0, 9]), { id: 'p', reason: 'push', repair: undecided }, {}, 300, 'start'],
  ['a person does not wait', trained([0, 9]), byPerson({ repair: undecided }), {}, 300, 'start'],
  ['nobody decides for days', trained([0, 9]), byAlarm({ repair: undecided }), { awaitDecisionHours: 5 }, 300, 'start'],
  ['a version is being released', trained([0, 9]), byAlarm({ repair: releasing }), {}, 9000, 'REPAIR_AWAITED'],
  ['the cooldown begins with its release', trained([0, 9]), byAlarm({ repair: released }), {}, 539, 'COOLDOWN'],
  ['the cooldown after its release is over', trained([0, 9]), byAlarm({ repair: released }), {}, 540, 'start'],
  ["no cooldown follows the release of a person's", trainedByPerson, byAlarm({ repair: released }), {}, 310, 'start'],
  [
    'nobody is called while a repair is on its way',
    trained([0, 9], [250, 259]),
    byAlarm({ repair: releasing }),
    { escalateAfter: 2 },
    600,
    'REPAIR_AWAITED',
  ],
  ['nothing starts while one is under way', underWay, byAlarm(), {}, 500, 'UNDER_WAY'],
  ['not even a person', underWay, byPerson(), {}, 500, 'UNDER_WAY'],
  ['a hold stops alarms', held, byAlarm(), {}, 0, 'HELD'],
  ['a hold stops a person who does not know of it', held, byPerson(), {}, 0, 'HELD'],
  ['and lets one through who does', held, byPerson({ hold: 'despite-hold' }), {}, 0, 'start'],
  ['only people can know', held, byAlarm({ hold: 'despite-hold' }), {}, 0, 'HELD'],
  [
    'a configured hold counts until it is released',
    raised(emptyDesk('shoes')),
    byAlarm(),
    { heldAtFirst: true },
    0,
    'HELD',
  ],
  ['and not afterwards', withoutHold(raised(emptyDesk('shoes')), at(0)), byAlarm(), { heldAtFirst: true }, 0, 'start'],
  ['the cooldown counts from the end', trained([0, 60]), byAlarm(), {}, 299, 'COOLDOWN'],
  ['and lets through when it is over', trained([0, 60]), byAlarm(), {}, 300, 'start'],
  ['a person need not wait', trained([0, 60]), byPerson(), {}, 61, 'start'],
  ['the budget is of any 24 hours', trained([0, 1], [300, 301]), byAlarm(), { budgetPerDay: 2 }, 1439, 'OVER_BUDGET'],
  ['and comes back one by one', trained([0, 1], [300, 301]), byAlarm(), { budgetPerDay: 2 }, 1440, 'start'],
  ['a person is above the budget', trained([0, 1]), byPerson(), { budgetPerDay: 0 }, 600, 'start'],
  [
    'one alarm is too few where two are asked for',
    raised(emptyDesk('shoes')),
    byAlarm(),
    { alarmsNeeded: 2 },
    0,
    'TOO_FEW_ALARMS',
  ],
  ['two are not', raised(raised(emptyDesk('shoes')), 0, `${alarm}-2`), byAlarm(), { alarmsNeeded: 2 }, 0, 'start'],
  [
    'too few new labels',
    raised(emptyDesk('shoes')),
    byAlarm({ newLabels: 9 }),
    { minNewLabels: 10 },
    0,
    'TOO_FEW_NEW_LABELS',
  ],
  ['enough new labels', raised(emptyDesk('shoes')), byAlarm({ newLabels: 10 }), { minNewLabels: 10 }, 0, 'start'],
  ['a dry run starts nothing', raised(emptyDesk('shoes')), byAlarm(), { dryRun: true }, 0, 'DRY_RUN'],
  ['a person is never dry', raised(emptyDesk('shoes')), byPerson(), { dryRun: true }, 0, 'start'],
  ['an alarm that stays is escalated', trained([0, 1], [300, 301]), byAlarm(), { escalateAfter: 2 }, 600, 'escalate'],
])('%s', (_, desk, request, policy, minutes, expected) => {
  expect(codeOf(desk, request, policyOf(policy), minutes)).toBe(expected);
});

describe('an alarm that was escalated', () => {
  const policy = policyOf({ escalateAfter: 2 });
  const { desk: escalated } = decide(trained([0, 1], [300, 301]), byAlarm(), policy, later(600));

  it('asks in vain, and is not looked at again', () => {
    expect(codeOf(escalated, byAlarm(), policy, 5000)).toBe('ESCALATED');
    expect(dueAlarm(escalated, policy, later(5000))).toBeUndefined();
  });

  it('begins anew when it was calm for a cooldown', () => {
    const calm = withAlarm(escalated, { name: alarm, isRaised: false, at: at(700), why: '' }, policy);
    const flapping = raised(calm, 939);
    const back = raised(calm, 940);
    expect([codeOf(flapping, byAlarm(), policy, 5000), codeOf(back, byAlarm(), policy, 5000)]).toEqual([
      'ESCALATED',
      'start',
    ]);
  });

  it('begins anew when a person trains', () => {
    const { desk } = decide(escalated, byPerson(), policy, later(700));
    const free = given(desk, desk.lease?.correlationId ?? '', { outcome: 'Succeeded', now: later(701) });
    expect(codeOf(free, byAlarm(), policy, 1000)).toBe('start');
  });
});

it('an alarm that stays is due when its cooldown is over, and not before', () => {
  const desk = trained([0, 60]);
  expect([299, 300].map(minutes => dueAlarm(desk, policyOf(), later(minutes)))).toEqual([undefined, alarm]);
});

it('a change that comes late or twice changes nothing', () => {
  const desk = raised(raised(emptyDesk('shoes'), 10), 20);
  expect(withAlarm(desk, { name: alarm, isRaised: false, at: at(9), why: '' }, policyOf())).toBe(desk);
  expect(desk.alarms[alarm]?.changedAt).toBe(at(10));
});

it('a request that has its lease gets no second one, and equal refusals are one', () => {
  const request = byAlarm();
  const { desk } = decide(raised(emptyDesk('shoes')), request, policyOf(), later(0));
  expect(decide(desk, request, policyOf(), later(1)).kind).toBe('duplicate');
  const first = decide(desk, byAlarm(), policyOf(), later(1));
  const second = decide(first.desk, byAlarm(), policyOf(), later(2));
  expect(second).toMatchObject({ isFirst: false, refusal: { count: 2, firstAt: at(1), lastAt: at(2) } });
  expect(second.desk.refusals).toHaveLength(1);
});

it('whatever is asked in whatever order, machines start no more than the budget in 24 hours', () => {
  const policy = policyOf({ cooldownMinutes: 5, budgetPerDay: 3, escalateAfter: 50 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(300), fc.boolean()), { maxLength: 200 }), steps => {
      let desk = raised(emptyDesk('shoes'));
      let minutes = 0;
      const starts: number[] = [];
      for (const [pause, ends] of steps) {
        minutes += pause;
        const story = desk.lease?.correlationId;
        if (ends && story !== undefined) desk = given(desk, story, { outcome: 'Succeeded', now: later(minutes) });
        const decision = decide(desk, byAlarm(), policy, later(minutes));
        if (decision.kind === 'start') starts.push(minutes);
        ({ desk } = decision);
      }
      return starts.every((one, index) => one - (starts[index - 3] ?? Number.NEGATIVE_INFINITY) >= 1440);
    }),
  );
});
