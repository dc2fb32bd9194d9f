import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryNotifier } from '../../../lambdas/adapters/memory/notifier';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { MemoryPipelineExecutions } from '../../../lambdas/adapters/memory/pipeline-executions';
import { MemoryRetrainAlarms } from '../../../lambdas/adapters/memory/retrain-alarms';
import { MemoryRetrainingDesks } from '../../../lambdas/adapters/memory/retraining-desks';
import { MemoryTrailStore } from '../../../lambdas/adapters/memory/trail-store';
import { MemoryTrainingStarts } from '../../../lambdas/adapters/memory/training-starts';
import { driftPolicySchema } from '../../../lambdas/contracts/drift-policy';
import { type RetrainingPolicy, retrainingPolicySchema } from '../../../lambdas/contracts/retraining-policy';
import type { WindowSummary } from '../../../lambdas/domain/drift/monitor/window-summary';
import { monitoringKey } from '../../../lambdas/domain/drift/monitor/windows';
import type { Repair } from '../../../lambdas/domain/retraining/repair';
import { createCoordinate } from '../../../lambdas/handlers/retraining/coordinate';
import { createCountNewLabels } from '../../../lambdas/handlers/retraining/count-new-labels';
import { createFindDriftedWindow } from '../../../lambdas/handlers/retraining/find-drifted-window';
import { takeLease, useLease } from '../../../lambdas/handlers/retraining/take-lease';

const workload = 'shoes';
const driftPolicy = driftPolicySchema.parse({});

function world(own: Partial<RetrainingPolicy> = {}) {
  const clock = { now: () => new Date('2026-11-21T16:01:00.000Z') };
  const policy = retrainingPolicySchema.parse(own);
  const objects = new MemoryObjectStore();
  const effects = {
    desks: new MemoryRetrainingDesks(),
    executions: new MemoryPipelineExecutions(),
    trail: new MemoryTrailStore(),
    clock,
    starts: new MemoryTrainingStarts(),
    alarms: new MemoryRetrainAlarms(),
    notifier: new MemoryNotifier(),
    journal: new MemoryLog(),
    policies: { [workload]: policy },
    repair: jest.fn(async (): Promise<Repair> => ({ kind: 'none' })),
    newLabels: createCountNewLabels({ objects, buckets: { models: 'models', curated: 'curated' } }),
    driftedWindow: createFindDriftedWindow({
      objects,
      predictionsBucket: 'predictions',
      plans: { [workload]: { kind: 'classes', classes: ['boot', 'sandal'], policy: driftPolicy } },
      project: 'Everloop',
      environment: 'dev',
    }),
    project: 'Everloop',
    environment: 'dev',
  };
  const judged = (to: string, outcomes: WindowSummary['outcomes'], version = 1) => {
    const window = { from: new Date(Date.parse(to) - 3_600_000), to: new Date(to) };
    const summary: WindowSummary = { to, version, predictions: 300, labels: 100, outcomes };
    return objects.put(
      { bucket: 'predictions', key: monitoringKey(workload, window, 'summary.json') },
      { bytes: Buffer.from(JSON.stringify(summary)), contentType: 'application/json' },
    );
  };
  const label = (name: string) =>
    objects.put(
      { bucket: 'curated', key: `labelled/${workload}/boot/${name}` },
      { bytes: Buffer.from('x'), contentType: 'image/png' },
    );
  return { ...effects, effects, policy, label, judged, tell: createCoordinate(effects) };
}

const alarm = (name: string, value = 'ALARM') => ({
  'detail-type': 'CloudWatch Alarm State Change',
  time: '2026-11-21T16:00:00Z',
  detail: { alarmName: name, state: { value, reason: 'low', timestamp: '2026-11-21T16:00:00.123+0000' } },
});
const alarmedAt = '2026-11-21T16:00:00.123Z';
const request = { kind: 'request', call: { workload, reason: 'schedule', at: '2026-11-21T16:00:00Z' } };

it('starts once for an alarm that is told twice, and says in the story which one it was', async () => {
  const { tell, starts, trail } = world();
  const event = alarm('everloop-dev-shoes-retrain-recall');
  expect([await tell(event), await tell(event)]).toEqual(['start', 'duplicate']);
  expect(starts.calls).toHaveLength(1);
  const [{ correlationId = '' } = {}] = starts.calls;
  expect((await trail.read(workload)).events).toEqual([
    expect.objectContaining({ kind: 'coordinator', status: 'Granted', startedAt: alarmedAt, correlationId }),
    expect.objectContaining({ kind: 'alarm', status: 'ALARM', time: alarmedAt, correlationId }),
  ]);
});

it('starts no second retraining while the version of the first waits, and says so once in its story', async () => {
  const { tell, desks, starts, trail, effects } = world({ cooldownMinutes: 0 });
  expect(await tell(alarm('everloop-dev-shoes-retrain-recall'))).toBe('start');
  const { lease, ...desk } = await desks.read(workload);
  await desks.write({ ...desk, lease: null });
  effects.repair.mockResolvedValue({ kind: 'undecided', version: 2, since: alarmedAt });
  const other = alarm('everloop-dev-shoes-retrain-precision');
  expect([await tell(other), await tell(other)]).toEqual(['refuse', 'refuse']);
  expect(starts.calls).toHaveLength(1);
  expect(effects.repair).toHaveBeenCalledWith(
    workload,
    expect.objectContaining({ correlationId: lease?.correlationId }),
  );
  const refusals = (await trail.read(workload)).events.filter(({ kind }) => kind === 'refusal');
  expect(refusals).toEqual([expect.objectContaining({ correlationId: lease?.correlationId })]);
});

it('does not ask the registry where nothing would start anyway', async () => {
  const { tell, effects } = world();
  await tell(alarm('everloop-dev-shoes-retrain-recall'));
  await tell(alarm('everloop-dev-shoes-retrain-precision'));
  expect(effects.repair).not.toHaveBeenCalled();
});

describe('an alarm in the trail', () => {
  const name = 'everloop-dev-shoes-retrain-recall';
  const told = (value: string, minute: number, measured: object = {}) => {
    const timestamp = `2026-11-21T16:${String(minute).padStart(2, '0')}:00.000+0000`;
    const event = alarm(name, value);
    const state = { ...event.detail.state, timestamp, ...measured };
    return { ...event, detail: { ...event.detail, state, configuration: metricOf } };
  };
  const metricOf = { metrics: [{ metricStat: { metric: { name: 'RecallBreach', dimensions: { Class: 'boot' } } } }] };
  const changes = async ({ trail }: Pick<ReturnType<typeof world>, 'trail'>) =>
    (await trail.read(workload)).events.filter(({ kind }) => kind === 'alarm');

  it('says what it watches and what it found, whenever the story of it begins', async () => {
    const all = world();
    await all.tell(told('ALARM', 0, { reasonData: '{"recentDatapoints":[0,1],"threshold":1}' }));
    const measured = { metric: 'RecallBreach', dimensions: { Class: 'boot' }, value: 1, threshold: 1 };
    expect(await changes(all)).toMatchObject([{ status: 'ALARM', measured }]);
  });

  it('has no figures when somebody sets it by hand, and starts all the same', async () => {
    const all = world();
    expect(await all.tell(told('ALARM', 0, { reasonData: '{"oddly": [' }))).toBe('start');
    expect((await changes(all))[0]?.measured).toEqual({ metric: 'RecallBreach', dimensions: { Class: 'boot' } });
  });

  it('that is refused is in the story of the refusal, with its recovery', async () => {
    const all = world();
    await all.desks.write({ ...(await all.desks.read(workload)), hold: { by: 'ann', why: 'labels', at: alarmedAt } });
    await all.tell(told('ALARM', 0));
    await all.tell(told('ALARM', 0));
    await all.tell(told('OK', 5));
    const [ok, raised, ...others] = await changes(all);
    expect([ok?.status, raised?.status, others]).toEqual(['OK', 'ALARM', []]);
    const refusal = (await all.trail.read(workload)).events.find(({ kind }) => kind === 'refusal');
    expect([ok?.correlationId, raised?.correlationId]).toEqual([refusal?.correlationId, refusal?.correlationId]);
  });

  it('that stays is told again in the story of the next retraining', async () => {
    const all = world({ cooldownMinutes: 0 });
    await all.tell(told('ALARM', 0));
    const { lease, ...desk } = await all.desks.read(workload);
    await all.desks.write({ ...desk, lease: null });
    all.alarms.inAlarm.set(workload, [{ name, isRaised: true, at: '2026-11-21T16:00:00.000Z', why: 'low' }]);
    await all.tell({ kind: 'look', workload });
    const stories = all.starts.calls.map(({ correlationId }) => correlationId);
    expect(new Set(stories).size).toBe(2);
    expect((await changes(all)).map(({ correlationId }) => correlationId).sort()).toEqual([...stories].sort());
    expect(lease?.correlationId).toBe(stories[0]);
  });

  it('that a person trains for is in their story', async () => {
    const { effects, policy, desks, trail } = world();
    const desk = await desks.read(workload);
    await desks.write({
      ...desk,
      alarms: { [name]: { isRaised: true, changedAt: alarmedAt, why: 'low', retrainings: 0 } },
    });
    const taken = await takeLease({ workload, request: { id: 'p1', why: 'I saw it' }, policy }, effects);
    const correlationId = taken.kind === 'lease' ? taken.lease.correlationId : '';
    expect((await trail.read(workload)).events).toMatchObject([
      { kind: 'coordinator', subject: 'person', why: 'I saw it', correlationId },
      { kind: 'alarm', subject: name, correlationId },
    ]);
  });
});

it.each([
  ['an alarm of operations', alarm('everloop-dev-shoes-dead-letters')],
  ['an alarm of another environment', alarm('everloop-prod-shoes-retrain-recall')],
  ['an alarm of a workload that nothing trains', alarm('everloop-dev-hats-retrain-recall')],
  ['an alarm without enough data', alarm('everloop-dev-shoes-retrain-recall', 'INSUFFICIENT_DATA')],
])('%s starts nothing', async (_, event) => {
  const { tell, starts } = world();
  expect(await tell(event)).toBe('not ours');
  expect(starts.calls).toEqual([]);
});

it('fails on a message of a workload that nothing trains, and on none at all', async () => {
  const { tell } = world();
  const call = { ...request.call, workload: 'hats' };
  await expect(tell({ kind: 'request', call })).rejects.toThrow(/workload must be one of shoes, got hats/);
  await expect(tell({ kind: 'mood' })).rejects.toThrow();
});

it('new labels are a reason when there are enough of them, and only once', async () => {
  const { tell, starts, label, desks } = world({ newLabelledExamples: 2, cooldownMinutes: 0 });
  await label('one');
  await tell({ kind: 'look' });
  expect(starts.calls).toEqual([]);
  await label('two');
  await tell({ kind: 'look' });
  expect(starts.calls).toEqual([
    expect.objectContaining({
      call: expect.objectContaining({ reason: 'new-data', why: expect.stringMatching(/^2 /) }),
    }),
  ]);
  await desks.write({ ...(await desks.read(workload)), lease: null });
  await tell({ kind: 'look' });
  expect(starts.calls).toHaveLength(1);
});

it('an alarm that raised while nobody listened is found by a look, and one that recovered is forgotten', async () => {
  const { tell, starts, alarms, desks } = world();
  const name = 'everloop-dev-shoes-retrain-recall';
  alarms.inAlarm.set(workload, [{ name, isRaised: true, at: '2026-11-21T16:00:00.000Z', why: 'low' }]);
  await tell({ kind: 'look', workload });
  expect(starts.calls).toHaveLength(1);
  alarms.inAlarm.clear();
  await tell({ kind: 'look', workload });
  expect((await desks.read(workload)).alarms[name]?.isRaised).toBe(false);
});

it('a person whose start fails gives the lease back, with the reason; one that began all the same keeps it', async () => {
  const { effects, executions, policy, tell, desks } = world();
  const taken = await takeLease({ workload, request: { id: 'p1' }, policy }, effects);
  if (taken.kind !== 'lease') throw new Error('a lease must be given, got none');
  const fail = async () => Promise.reject(new Error('throttled'));
  await expect(useLease(taken.lease, fail, effects)).rejects.toThrow('throttled');
  expect(await desks.read(workload)).toMatchObject({
    lease: null,
    refusals: [{ code: 'NOT_STARTED', message: 'throttled' }],
  });

  const again = await takeLease({ workload, request: { id: 'p2' }, policy }, effects);
  if (again.kind !== 'lease') throw new Error('a lease must be given, got none');
  const { correlationId } = again.lease;
  const crash = async () => {
    await executions.start({ workload, parameters: {}, correlationId });
    throw new Error('the trail is away');
  };
  await expect(useLease(again.lease, crash, effects)).rejects.toThrow('the trail is away');
  expect((await desks.read(workload)).lease).toMatchObject({ correlationId, executionArn: expect.any(String) });
  expect(await tell(request)).toBe('refuse');
});

describe('the time that an alarm is about', () => {
  const recallOfBoots = 'everloop-dev-shoes-retrain-recall-boot';
  const breach = { 'recall/boot': 'breach', 'recall/sandal': 'ok' } as const;
  const fine = { 'recall/boot': 'ok', 'recall/sandal': 'ok' } as const;

  async function driftOf(windows: readonly (readonly [string, WindowSummary['outcomes'], number?])[], name: string) {
    const { tell, starts, judged } = world();
    for (const [hour, outcomes, version] of windows) await judged(`2026-11-21T${hour}:00:00.000Z`, outcomes, version);
    await tell(alarm(name));
    return starts.calls[0]?.call.drift;
  }

  it('goes from the first to the last window that breached, and with the request', async () => {
    const windows = [
      ['11', fine],
      ['12', fine],
      ['13', breach],
      ['14', breach],
      ['15', fine],
      ['16', breach],
    ] as const;
    expect(await driftOf(windows, recallOfBoots)).toEqual({
      from: '2026-11-21T12:00:00.000Z',
      to: '2026-11-21T16:00:00.000Z',
    });
  });

  it('leaves out a breach of before the alarm was calm', async () => {
    const windows = [
      ['10', breach],
      ['11', fine],
      ['12', fine],
      ['15', breach],
      ['16', breach],
    ] as const;
    expect((await driftOf(windows, recallOfBoots))?.from).toBe('2026-11-21T14:00:00.000Z');
  });

  it('leaves out windows of the version before', async () => {
    const windows = [
      ['14', breach, 1],
      ['15', breach, 2],
      ['16', breach, 2],
    ] as const;
    expect((await driftOf(windows, recallOfBoots))?.from).toBe('2026-11-21T14:00:00.000Z');
  });

  it('is of what this alarm watches', async () => {
    const windows = [
      ['15', breach],
      ['16', breach],
    ] as const;
    expect(await driftOf(windows, 'everloop-dev-shoes-retrain-recall-sandal')).toBeUndefined();
  });

  it('is unknown where no monitor judged a window', async () => {
    expect(await driftOf([], recallOfBoots)).toBeUndefined();
  });
});
