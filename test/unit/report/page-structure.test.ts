import { driftSection } from '../../../cli/report/drift-section';
import { ingestionSection } from '../../../cli/report/ingestion-section';
import { loopSection } from '../../../cli/report/loop-section';
import { PRINT_STYLE } from '../../../cli/report/print-style';
import { type ReportSection, renderReport } from '../../../cli/report/report-page';
import { tablesSection } from '../../../cli/report/tables-section';
import { trailPage } from '../../../cli/trail/write-trail-page';
import { WindowMonitor } from '../../../lambdas/handlers/drift/monitor-window';
import {
  answer,
  classes,
  dark,
  minute,
  monitorWorld,
  place,
  shots,
  start,
  workload,
} from '../../support/monitor-world';
import { evidence, story } from '../cli-trail/sample-evidence';
import { pageFaults } from './page-structure';
import { repairOf } from './sample-loop';
import { reportOf } from './sample-report';

const generatedAt = new Date('2026-11-21T17:00:00Z');
const pageOf = (...sections: readonly ReportSection[]) => renderReport({ title: 't', generatedAt, sections });

async function driftPage(): Promise<string> {
  const world = await monitorWorld();
  const records = shots({ minute: 0, scene: dark });
  await place(world, records);
  await answer(world, records, { minute: 9, actual: ({ label }) => label ?? '' });
  const plan = { kind: 'classes', classes, policy: world.policy } as const;
  const window = { from: new Date(start), to: new Date(start + 10 * minute) };
  const monitor = new WindowMonitor({ workload, plan }, world.effects, 'keep');
  return pageOf(driftSection(await monitor.judge(window, new Date(start + 60 * minute))));
}

const loopOf = (id: string, title: string) => loopSection({ ...repairOf('bags'), id, title, story, evidence });

const tables = ['one.csv', 'two.csv'].map(name => ({
  name,
  rows: 9,
  quarantinedRows: [{ line: 3, code: 'OUT_OF_RANGE', message: 'too warm' }],
}));

describe('a page is read by ear, by keyboard and on paper', () => {
  it.each<[string, () => string | Promise<string>]>([
    ['of a story', () => trailPage({ story, evidence }, generatedAt)],
    ['of a window', driftPage],
    ['of a demo with two drifts', () => pageOf(loopOf('drift-one', 'darker'), loopOf('drift-two', 'turned'))],
    ['of an ingestion', () => pageOf(ingestionSection(reportOf('x')), tablesSection(tables))],
  ])('%s', async (_, page) => {
    expect(pageFaults(await page())).toEqual([]);
  });

  it.each([
    ['<h1>a</h1><h3>b</h3>', /heading of level 3/],
    ['<table><thead><tr><th scope="col"></th></tr></thead></table>', /must have a text/],
    ['<table><thead><tr><th>a</th></tr></thead></table>', /must say what it heads/],
    ['<table><tr><td>a</td></tr></table>', /must have a head/],
    ['<svg viewBox="0 0 1 1">', /role img and a name/],
    ['<i id="a"></i><i id="a"></i>', /id a must be unique/],
    ['<a href="#gone">x</a>', /#gone must be in the page/],
    [
      '<p role="region" aria-label="a"></p><p role="region" aria-label="a"></p>',
      /region a must have a name of its own/,
    ],
  ])('but not %s', (page, fault) => {
    expect(pageFaults(page)).toEqual([expect.stringMatching(fault)]);
  });

  it('has nothing that scrolls without a stop for the keyboard', () => {
    const page = trailPage({ story, evidence }, generatedAt);
    const scrolling = [...page.matchAll(/([.\w]+) \{[^}]*overflow-x: auto/g)].map(([, selector]) => selector);
    expect(scrolling).toEqual(['.scroll']);
    for (const [tag] of page.matchAll(/<[^>]* class="scroll"[^>]*>/g)) expect(tag).toContain('tabindex="0"');
  });
});

it('paper has its own colours, shows what a screen scrolls, and no links', () => {
  expect(PRINT_STYLE).toContain('--bad: #b3261e;');
  expect(PRINT_STYLE).toContain('.scroll { overflow: visible; }');
  expect(PRINT_STYLE).toMatch(/nav, \.skip, \.mails a, [^{]*\{ display: none; \}/);
  expect(pageOf()).toContain(PRINT_STYLE);
});
