import { Output } from '../../../cli/output/output';
import { compareScores } from '../../../cli/registry/champion-scores';
import { nextCommands } from '../../../cli/registry/next-commands';
import { readVersions, score } from '../../../cli/registry/read-versions';
import { requireVersion } from '../../../cli/registry/registry-access';
import { showVersion } from '../../../cli/registry/show-version';
import { versionReport } from '../../../cli/registry/version-report';
import { versionText } from '../../../cli/registry/version-text';
import { figureTable, versionTable } from '../../../cli/registry/versions-text';
import { RegistryWorld } from './registry-world';

const silent = { write: () => true };
const terminal = (columns?: number) =>
  new Output({ stdout: { ...silent, isTTY: columns !== undefined, ...(columns && { columns }) }, stderr: silent });

const numbersOf = ({ versions }: Awaited<ReturnType<typeof readVersions>>) =>
  versions.map(({ version }) => version.version);

/** 1 approved, 2 rejected, 3 waits. */
async function threeVersions(): Promise<RegistryWorld> {
  const world = new RegistryWorld();
  const said = { why: 'first one', decidedBy: 'ann' };
  await world.register(1, { own: { approval: 'Approved', ...said }, figures: { macroF1: 0.95 } });
  await world.register(2, { own: { approval: 'Rejected', why: 'bags\u001b[2J' }, figures: { macroF1: 0.94 } });
  await world.register(3, { figures: { macroF1: 0.9799 }, champion: { version: 1, macroF1: 0.951 } });
  return world;
}

const reportsOf = async (world: RegistryWorld, last = 10) => {
  const { versions, champion } = await readVersions(world, last);
  return versions.map(one => versionReport(one, champion));
};

describe('reading versions', () => {
  it('gives the newest first, and says whether there are older ones', async () => {
    const world = await threeVersions();
    expect(numbersOf(await readVersions(world, 3))).toEqual([3, 2, 1]);
    expect(await readVersions(world, 3)).toMatchObject({ hasMore: false, champion: { version: 1 } });
    expect(await readVersions(world, 2)).toMatchObject({ hasMore: true });
  });

  it('gives the champion too, however old it is', async () => {
    expect(numbersOf(await readVersions(await threeVersions(), 1))).toEqual([3, 1]);
  });

  it('takes the newest approved version for the champion', async () => {
    const world = await threeVersions();
    await world.register(4, { own: { approval: 'Approved' } });
    expect((await reportsOf(world)).map(({ isChampion }) => isChampion)).toEqual([true, false, false, false]);
  });

  it('gives versions without readable evaluations all the same', async () => {
    const world = new RegistryWorld();
    await world.register(1);
    await world.put('training/product-images/e1/evaluation.json', 'NaN{');
    await world.put('training/product-images/e1/card.json', '{}');
    expect(await reportsOf(world)).toMatchObject([{ version: 1, scores: null, goldenId: null }]);
  });
});

describe('the tables', () => {
  it('show versions with their decisions', async () => {
    expect(versionTable(await reportsOf(await threeVersions()), terminal()).split('\n')).toEqual([
      'version  status                 registered (UTC)  data set      story     why',
      '3        PendingManualApproval  2026-11-03 16:00  333333333333  person-3',
      '2        Rejected               2026-11-02 16:00  222222222222  person-2  bags\\u001b[2J',
      '1        Approved, champion     2026-11-01 16:00  111111111111  person-1  first one (ann)',
    ]);
  });

  it('leave out what does not fit the terminal, least important first', async () => {
    const reports = await reportsOf(await threeVersions());
    const headAt = (columns: number) => versionTable(reports, terminal(columns)).split('\n')[0]?.split(/ {2,}/);
    expect(headAt(80)).toEqual(['version', 'status', 'registered (UTC)', 'story', 'why']);
    expect(headAt(30)).toEqual(['version', 'status']);
    expect(headAt(10)).toEqual(['version', 'status']);
  });

  it('show figures side by side, cut and not rounded', async () => {
    expect(figureTable(await reportsOf(await threeVersions()), terminal())?.split('\n')).toEqual([
      'recall/precision  3            2            1 champion',
      'macroF1           0.979        0.940        0.950',
      'accuracy          0.960        0.960        0.960',
      'bags              0.960/0.960  0.960/0.960  0.960/0.960',
      'shoes             0.960/0.960  0.960/0.960  0.960/0.960',
      'examples          200          200          200',
    ]);
  });

  it('show as many versions as the terminal is wide, the newest', async () => {
    const figures = figureTable(await reportsOf(await threeVersions()), terminal(45));
    expect(figures?.split('\n')[0]).toBe('recall/precision  3            2');
  });

  it('say so when versions were scored on different golden sets', async () => {
    const world = await threeVersions();
    await world.register(4, { goldenId: 'd'.repeat(64) });
    expect(figureTable(await reportsOf(world), terminal())).toMatch(/^golden set +dddddddd +aaaaaaaa +aaaaaaaa/m);
  });

  it('show no figures where there are none', async () => {
    const world = new RegistryWorld();
    await world.register(1, { own: { qualityUri: 's3://elsewhere/evaluation.json' } });
    expect(figureTable(await reportsOf(world), terminal())).toBeUndefined();
  });
});

describe('comparing with the champion', () => {
  const compared = async (world: RegistryWorld, number: number, other: number | null) => {
    const scored = async (version: number) => score(await requireVersion(world, version), world);
    return compareScores(await scored(number), other === null ? null : await scored(other));
  };

  it('uses the scores that both got together', async () => {
    const shown = await compared(await threeVersions(), 3, 1);
    expect(shown?.title).toBe('Scores on the golden set; those of version 1 in brackets');
    expect(shown?.table).toMatch(/macroF1 +0.979 \(0.951\)/);
  });

  it('uses the other version’s own scores when they were never scored together', async () => {
    expect((await compared(await threeVersions(), 3, 2))?.table).toMatch(/macroF1 +0.979 \(0.940\)/);
  });

  it('compares nothing with scores on another golden set', async () => {
    const world = await threeVersions();
    await world.register(4, { goldenId: 'd'.repeat(64) });
    const shown = await compared(world, 4, 1);
    expect(shown?.title).toContain('those of version 1 are of another golden set');
    expect(shown?.table).toMatch(/macroF1 +0.960$/m);
  });

  it.each([[[2]], [[2, 3]]])('compares nothing when the golden set of %j is unknown', async unknown => {
    const world = await threeVersions();
    for (const number of unknown) await world.put(`training/product-images/e${number}/card.json`, 'gone');
    expect((await compared(world, 3, 2))?.title).toContain('of another golden set');
  });

  it('says so when there is nobody to compare with', async () => {
    expect((await compared(await threeVersions(), 1, null))?.title).toContain('no other version is approved');
  });
});

describe('one version', () => {
  const textOf = async (world: RegistryWorld, number: number) => {
    const shown = await showVersion(await requireVersion(world, number), world);
    const next = nextCommands(world.workload, shown.report, { environment: 'dev' });
    return versionText({ workload: world.workload, ...shown, next }, terminal().colours);
  };

  it('shows scores, origin, card and what to do', async () => {
    const world = await threeVersions();
    await world.put('training/product-images/e3/card.md', '# Product images\n\nPassed \u001b[31mthe gate.\n');
    const text = await textOf(world, 3);
    expect(text.split('\n')[0]).toBe('product-images version 3  PendingManualApproval');
    expect(text).toMatch(/macroF1 +0.979 \(0.951\)/);
    expect(text).toContain(`sha256        ${'f'.repeat(64)}`);
    expect(text).toContain('\n# Product images\n\nPassed \\u001b[31mthe gate.\n');
    expect(text).toContain('npx everloop approve product-images 3 --why "…" --environment dev');
    expect(text).toContain('npx everloop trail product-images --story person-3 --environment dev');
  });

  it('shows the decision, and offers the opposite one only', async () => {
    const text = await textOf(await threeVersions(), 1);
    expect(text).toContain('Approved, champion\n\nDecided by ann: first one');
    expect(text).toContain('everloop reject product-images 1');
    expect(text).not.toContain('everloop approve product-images 1');
  });

  it('shows what there is when card and evaluation are gone', async () => {
    const world = new RegistryWorld();
    await world.register(1, { own: { qualityUri: 's3://models/gone', metadata: { card: 's3://other/card.json' } } });
    const text = await textOf(world, 1);
    expect(text).toContain('No scores on a golden set were recorded.');
    expect(text).not.toContain('Model card');
  });

  it('fails for a version that does not exist', async () => {
    await expect(requireVersion(await threeVersions(), 9)).rejects.toThrow(
      'everloop test: version must be one of product-images, got 9; see `everloop models product-images`',
    );
  });
});
