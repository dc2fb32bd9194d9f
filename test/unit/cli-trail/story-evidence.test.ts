import { compareVersions } from '../../../cli/trail/compare-versions';
import { readWindows } from '../../../cli/trail/read-windows';
import { storyEvidence } from '../../../cli/trail/story-evidence';
import { type Story, storiesOf } from '../../../lambdas/domain/trail/stories';
import { WindowMonitor } from '../../../lambdas/handlers/drift/monitor-window';
import {
  addVersion,
  answer,
  dark,
  type MonitorWorld,
  minute,
  monitorWorld,
  place,
  shots,
  start,
  usual,
  workload,
} from '../../support/monitor-world';
import { at } from '../trail/events';

let world: MonitorWorld;
/** Ten usual minutes, then ten dark ones in which every fourth footwear is a bag. */
beforeAll(async () => {
  world = await monitorWorld();
  for (const [from, scene] of [
    [0, usual],
    [10, dark],
  ] as const) {
    const records = shots({ minute: from, scene });
    await place(world, records);
    const actual = (label: string | null, row: number) => (from === 10 && row % 4 === 0 ? 'bags' : (label ?? ''));
    await answer(world, records, { minute: from + 9, actual: ({ label }, row) => actual(label, row) });
    await world.look(from + 10);
  }
});

const sourceOf = ({ objects }: MonitorWorld, windowSeconds = 600) => ({
  objects,
  predictionsBucket: 'predictions',
  workload,
  windowSeconds,
});
const span = (from: number, to: number) => ({
  from: new Date(start + from * minute),
  to: new Date(start + to * minute),
});

it('reads judged windows of a span, oldest first, with the recall and the floor of each class', async () => {
  const windows = await readWindows(sourceOf(world), span(0, 30));
  expect(windows.map(({ to }) => (Date.parse(to) - start) / minute)).toEqual([10, 20]);
  const [before, during] = windows;
  expect(before?.classes['bags']).toMatchObject({ recall: 1, isBreached: false, floor: expect.any(Number) });
  expect(during?.classes['bags']?.isBreached).toBe(true);
  expect(during).toMatchObject({ version: 3, labels: 300, predictions: 300 });
});

it('leaves out windows that end outside of the span, and those of another length', async () => {
  expect(await readWindows(sourceOf(world), span(0, 15))).toHaveLength(1);
  expect(await readWindows(sourceOf(world), span(30, 60))).toEqual([]);
  const plan = world.plans[workload];
  if (plan?.kind !== 'classes') throw new Error('the workload must be watched');
  const byHand = new WindowMonitor({ workload, plan }, world.effects, 'keep');
  await byHand.judge(span(0, 20), new Date(start + 30 * minute));
  expect(await readWindows(sourceOf(world), span(0, 30))).toHaveLength(2);
  expect(await readWindows(sourceOf(world, 1200), span(0, 30))).toHaveLength(1);
});

it('withholds what too few labels tell', async () => {
  const few = await monitorWorld();
  const records = shots({ minute: 0 });
  await place(few, records);
  await answer(few, records.slice(0, 5), { minute: 9, actual: ({ label }) => label ?? '' });
  await few.look(10);
  const [window] = await readWindows(sourceOf(few), span(0, 30));
  expect(window?.classes['bags']).toMatchObject({ recall: null, isBreached: false });
});

const storyWith = (version: string): Story =>
  storiesOf([at(0, { workload, kind: 'version', subject: version, status: 'Approved', correlationId: 'c' })])[0]!;

describe('versions', () => {
  const source = () => ({ ...world, objects: world.objects, modelsBucket: 'models' });

  it('are compared on what both were scored on', async () => {
    expect(await compareVersions(storyWith('3'), source())).toEqual({
      fromVersion: null,
      toVersion: 3,
      golden: [
        { label: 'bags', from: null, to: 0.9 },
        { label: 'footwear', from: null, to: 0.9 },
      ],
      drift: [],
    });
  });

  it.each(['9', 'x'])('are not, where there is no such version (%s)', async version => {
    expect(await compareVersions(storyWith(version), source())).toBeNull();
  });

  it('are not, where the evaluation is gone', async () => {
    const own = await monitorWorld();
    await addVersion(own, 4, usual);
    await own.objects.remove({ bucket: 'models', key: 'training/4/evaluation.json' });
    expect(await compareVersions(storyWith('4'), { ...own, modelsBucket: 'models' })).toBeNull();
  });
});

it('a workload that nothing watches has no windows, and a story without a version none to compare', async () => {
  const story = storiesOf([at(0, { workload, kind: 'alarm', subject: 'a', status: 'ALARM', correlationId: 'c' })])[0]!;
  const evidence = await storyEvidence(story, { ...world, windowSeconds: null });
  expect(evidence).toMatchObject({ windows: null, phases: null, versions: null, marks: [{ kind: 'alarm' }] });
});
