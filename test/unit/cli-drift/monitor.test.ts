import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { driftText } from '../../../cli/drift/drift-text';
import { readWindowOption } from '../../../cli/drift/window-option';
import { writeDriftReport } from '../../../cli/drift/write-drift-report';
import { Output } from '../../../cli/output/output';
import { driftSection } from '../../../cli/report/drift-section';
import { histogram } from '../../../cli/report/histogram';
import { monitoringPrefix } from '../../../lambdas/contracts/monitoring';
import type { WindowReport } from '../../../lambdas/domain/drift/monitor/window-report';
import { WindowMonitor } from '../../../lambdas/handlers/drift/monitor-window';
import {
  answer,
  classes,
  dark,
  type MonitorWorld,
  minute,
  monitorWorld,
  place,
  shots,
  start,
  workload,
} from '../../support/monitor-world';

const output = new Output({ stdout: { write: () => true } as never, stderr: { write: () => true } as never });
const plain = stripVTControlCharacters;

async function judge(world: MonitorWorld, from: number, to: number): Promise<WindowReport> {
  const plan = { kind: 'classes', classes, policy: world.policy } as const;
  const window = { from: new Date(start + from * minute), to: new Date(start + to * minute) };
  return new WindowMonitor({ workload, plan }, world.effects, 'keep').judge(window, new Date(start + 60 * minute));
}

let world: MonitorWorld;
let report: WindowReport;
beforeAll(async () => {
  world = await monitorWorld();
  const records = shots({ minute: 0, scene: dark });
  await place(world, records);
  await answer(world, records, {
    minute: 9,
    actual: ({ label }, row) => (label === 'footwear' && row % 4 === 0 ? 'bags' : (label ?? '')),
  });
  report = await judge(world, 0, 10);
});

it('shows what is out of the ordinary first, columns worst first, and what is withheld as such', () => {
  const lines = plain(driftText(report, output)).split('\n');
  expect(lines[3]).toBe('out of the ordinary: data-drift, recall/bags, precision/footwear');
  const rows = lines.slice(lines.findIndex(line => line.startsWith('column'))).map(line => line.split(/ {2,}/));
  expect(rows[1]?.slice(0, 2)).toEqual(['brightness', 'significant-shift']);
  expect(rows.slice(1, 6).map(([name]) => name)).toEqual(report.own?.columns.map(({ name }) => name));
  expect(rows.slice(1, 6).map(row => row.includes('drifts'))).toEqual([true, true, false, false, false]);
  expect(plain(driftText(report, output))).toMatch(/bags +150 +0 +36 +114 +0\.806 \(≥ 0\.834\)/);
});

it('says of an empty window that nothing was predicted', async () => {
  expect(plain(driftText(await judge(world, 30, 40), output))).toMatch(/0 predictions\nNothing was predicted in it\.$/);
});

it('says of a window of which all was rejected where that lies, and of others how much', async () => {
  const rejected = { ...(await judge(world, 30, 40)), quarantined: 3 };
  expect(plain(driftText(rejected, output))).toContain(
    'all that came, 3, lies in quarantine. `everloop quarantine list`',
  );
  const shown = { ...report, quality: { ...report.quality, quarantinedShare: 0.25 } };
  expect(plain(driftText(shown, output))).toContain('refused 0.000, quarantined 0.250');
  expect(driftSection(shown).body.markup).toContain('<th scope="row">Quarantined</th><td class="number">0.250</td>');
});

it('by hand publishes nothing, and writes the window that it judged', async () => {
  expect(world.metrics).toMatchObject({ points: [] });
  const written = await world.objects.list('predictions', monitoringPrefix);
  expect(written.keys.map(({ key }) => key.split('/').at(-1))).toEqual([
    'constraint_violations.json',
    'constraints.json',
    'report.json',
    'statistics.json',
    'summary.json',
  ]);
});

it('a longer window of history holds what the shorter ones do; usual as they are, none becomes a reference by hand', async () => {
  const own = await monitorWorld();
  await place(
    own,
    [0, 10, 20].flatMap(from => shots({ minute: from })),
  );
  const parts = [await judge(own, 0, 10), await judge(own, 10, 20), await judge(own, 20, 30)];
  const whole = await judge(own, 0, 30);
  expect(whole.predictions).toBe(parts.reduce((sum, { predictions }) => sum + predictions, 0));
  const { keys } = await own.objects.list('models', 'baselines/');
  expect(keys.map(({ key }) => key).filter(key => /original|confidence/.test(key))).toEqual([]);
});

describe('the page', () => {
  it('is one file without scripts that has a histogram a column and the floors of classes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'drift-'));
    try {
      const path = writeDriftReport(report, { path: join(folder, 'new', 'drift.html'), now: new Date(start) });
      const page = readFileSync(path, 'utf8');
      expect(page.match(/<svg class="histogram"/g)).toHaveLength(5);
      expect(page).not.toContain('<script');
      expect(page.indexOf('>brightness<')).toBeLessThan(page.indexOf('>sizeBytes<'));
      expect(page).toContain('floor 0.834');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shows markup in the name of a column as text', () => {
    const own = {
      version: 3,
      drift: { drifted: 0, judged: 0, share: null },
      columns: [{ name: '<img>', kind: 'extra-column' }],
    };
    const { body } = driftSection({ ...report, own } as WindowReport);
    expect(body.markup).toContain('&lt;img&gt;');
    expect(body.markup).not.toContain('<img>');
  });

  it('draws shares: bars of a reference ten times as large are as high', () => {
    const [small, large] = [1, 10].map(times =>
      histogram({ title: 't', labels: ['a', 'b'], reference: [3 * times, times], current: [1, 1] }),
    );
    expect(small?.markup).toBe(large?.markup);
    expect(histogram({ title: 't', labels: ['a'], reference: [0], current: [0] }).markup).not.toContain('NaN');
  });
});

describe('--window', () => {
  const now = new Date('2026-11-21T13:07:00Z');
  const read = (text: string) => readWindowOption(text, { now, policy: world.policy });

  it('last is the newest that is over', () => {
    expect(read('last').to.toISOString()).toBe('2026-11-21T13:00:00.000Z');
  });

  it('takes moments of any zone', () => {
    expect(read('2026-11-21T10:00+01:00/2026-11-21T12:30:15Z')).toEqual({
      from: new Date('2026-11-21T09:00:00Z'),
      to: new Date('2026-11-21T12:30:15Z'),
    });
  });

  it.each([
    ['a moment without a zone', '2026-11-21T10:00/2026-11-21T12:00Z'],
    ['an end before its begin', '2026-11-21T12:00Z/2026-11-21T10:00Z'],
    ['no length', '2026-11-21T12:00Z/2026-11-21T12:00Z'],
    ['the future', '2026-11-21T12:00Z/2026-11-21T14:00Z'],
    ['more than a month', '2026-10-01T00:00Z/2026-11-21T00:00Z'],
    ['one moment', '2026-11-21T12:00Z'],
    ['three', '2026-11-21T10:00Z/2026-11-21T11:00Z/2026-11-21T12:00Z'],
    ['a day that is none', '2026-13-41T10:00Z/2026-11-21T11:00Z'],
  ])('fails for %s', (_, text) => {
    expect(() => read(text)).toThrow(/everloop monitor: --window must be last, or <from>\/<to>/);
  });
});
