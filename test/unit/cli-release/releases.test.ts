import pc from 'picocolors';
import { Output } from '../../../cli/output/output';
import { decideRelease } from '../../../cli/release/decide-release';
import { endpointReports } from '../../../cli/release/endpoints-report';
import { endpointsText } from '../../../cli/release/endpoints-text';
import { releaseReport } from '../../../cli/release/release-report';
import { releaseText } from '../../../cli/release/release-text';
import { waitForRelease } from '../../../cli/release/wait-for-release';
import { waitForOtherVersion } from '../../../cli/release/wait-for-version';
import { MemoryModelEndpoints } from '../../../lambdas/adapters/memory/model-endpoints';
import { MemoryReleaseDesks } from '../../../lambdas/adapters/memory/release-desks';
import { MemoryReleases } from '../../../lambdas/adapters/memory/releases';
import { ask, emptyDesk, leave, started } from '../../../lambdas/domain/release/desk';

const colours = pc.createColors(false);
const release = (version: number) => ({
  id: `id-${version}`,
  version,
  modelPackageArn: `arn/${version}`,
  correlationId: `person-${version}`,
  approvedAt: `2026-11-21T16:0${version}:00.000Z`,
});
const underWay = started(ask(emptyDesk('product-images'), release(2)).desk, 'id-2', 'execution-2');
const stages = [
  { name: 'Source', status: 'Succeeded', executionId: 'execution-2' },
  { name: 'Approval', status: 'InProgress', executionId: 'execution-2' },
  { name: 'Production', status: 'Succeeded', executionId: 'execution-1', summary: 'of an earlier release' },
];
const source = {
  workload: 'product-images',
  environment: 'dev',
  desk: underWay,
  stages,
  waiting: { token: 't', executionId: 'execution-2' },
  serving: { preProduction: 2, production: 1 },
};
/** Time passes only when somebody sleeps. */
const clock = () => {
  let now = 0;
  const sleep = async (ms: number) => {
    now += ms;
  };
  return { nowMs: () => now, sleep };
};
const { signal } = new AbortController();

describe('the report of releases', () => {
  it('tells of the release under way only what it did itself', () => {
    const report = releaseReport(source);
    expect(report.underWay).toEqual({
      version: 2,
      executionId: 'execution-2',
      correlationId: 'person-2',
      waitsForDecision: true,
    });
    expect(report.stages.at(-1)).toEqual({ name: 'Production' });
    const text = releaseText(report, ' --environment dev', colours);
    expect(text).toContain('product-images version 2 is on its way to production, story person-2');
    expect(text).toContain('Serving: production version 1, pre-production version 2.');
    expect(text).toContain('npx everloop release product-images approve --model-version 2 --why "…" --environment dev');
    expect(text).not.toContain('an earlier release');
  });

  it('does not ask for a decision on an execution that nobody opened', () => {
    const waiting = { token: 't', executionId: 'by-hand' };
    expect(releaseReport({ ...source, waiting }).underWay?.waitsForDecision).toBe(false);
  });

  it('names the one that waits behind it, and shows the last one when none is under way', () => {
    const { desk } = ask(underWay, release(3));
    expect(releaseText(releaseReport({ ...source, desk }), '', colours)).toContain('Version 3 waits behind it.');
    const ended = releaseReport({ ...source, desk: leave(underWay, 'id-2', new Date()), waiting: null });
    expect(ended).toMatchObject({ underWay: null, last: { version: 2 }, stages: [{ status: 'Succeeded' }, {}, {}] });
    expect(releaseText(ended, '', colours)).toContain('the last one was of version 2');
    expect(releaseText(releaseReport({ ...source, desk: emptyDesk('product-images') }), '', colours)).toContain(
      'was ever opened',
    );
  });
});

describe('a decision', () => {
  const access = (releases: MemoryReleases) => ({
    where: 'everloop release',
    workload: 'product-images',
    releases,
    desks: { read: async () => underWay },
  });

  it('answers the release that waits, with who and why', async () => {
    const releases = new MemoryReleases();
    releases.decision = { token: 'token-1', executionId: 'execution-2' };
    const decision = { approved: false, why: 'too slow', by: 'ann' };
    expect(await decideRelease(decision, access(releases))).toEqual({ executionId: 'execution-2', version: 2 });
    expect(releases.decisions).toEqual([{ token: 'token-1', approved: false, why: 'too slow (ann)' }]);
  });

  it.each([
    ['execution-2', 3, /must be of version 3, got version 2; nothing was decided/],
    ['by-hand', 2, /must be of version 2, got one that nobody opened/],
  ])('on %s is refused when a person looked at version %s', async (executionId, version, message) => {
    const releases = new MemoryReleases();
    releases.decision = { token: 'token-1', executionId };
    const decision = { approved: true, why: 'x', by: 'ann', version };
    await expect(decideRelease(decision, access(releases))).rejects.toThrow(message);
    expect(releases.decisions).toEqual([]);
    expect(await decideRelease({ ...decision, version: undefined }, access(releases))).toMatchObject({ executionId });
  });

  it('keeps who decided however long the reason is, or is refused', async () => {
    const releases = new MemoryReleases();
    releases.decision = { token: 'token-1', executionId: 'execution-2' };
    const decide = (length: number) =>
      decideRelease({ approved: true, why: 'x'.repeat(length), by: 'ann' }, access(releases));
    await expect(decide(507)).rejects.toThrow(/--why must be at most 506 characters, got 507/);
    expect(releases.decisions).toEqual([]);
    await decide(506);
    expect(releases.decisions).toMatchObject([{ why: expect.stringMatching(/^x{506} \(ann\)$/) }]);
  });

  it('is refused when none waits', async () => {
    await expect(decideRelease({ approved: true, why: 'x', by: 'ann' }, access(new MemoryReleases()))).rejects.toThrow(
      /everloop release: a release of product-images must wait for a decision, got none; see `everloop release product-images status`: .* 7 days/,
    );
  });

  it.each(['InvalidApprovalTokenException', 'ApprovalAlreadyCompletedException'])(
    'that comes too late says so: %s',
    async name => {
      const releases = new MemoryReleases();
      releases.decision = { token: 'token-1', executionId: 'execution-2' };
      releases.decide = async () => {
        throw Object.assign(new Error('Invalid approval token'), { name });
      };
      await expect(decideRelease({ approved: true, why: 'x', by: 'ann' }, access(releases))).rejects.toMatchObject({
        name: 'WorkFoundProblems',
        message: `everloop release: the release must still wait for a decision, got ${name}: Invalid approval token; somebody else decided or its 7 days are over: see \`everloop release product-images status\``,
      });
    },
  );

  it('keeps an error that says nothing of the decision', async () => {
    const releases = new MemoryReleases();
    releases.decision = { token: 'token-1', executionId: 'execution-2' };
    releases.decide = async () => {
      throw new Error('lost connection');
    };
    await expect(decideRelease({ approved: true, why: 'x', by: 'ann' }, access(releases))).rejects.toThrow(
      /^lost connection$/,
    );
  });
});

it('waiting for a release ends when the desk knows of its end, and tells why it failed', async () => {
  const [releases, desks] = [new MemoryReleases(), new MemoryReleaseDesks()];
  await desks.write({ ...underWay, revision: 0 });
  releases.statuses.set('execution-2', 'Failed');
  releases.failures.set('execution-2', 'Test: got 0.4');
  const wait = { workload: 'product-images', releases, desks, clock: clock(), signal, timeoutMs: 5000 };
  const leaving = {
    ...wait.clock,
    sleep: async (ms: number) => {
      await wait.clock.sleep(ms);
      await desks.write(leave(await desks.read('product-images'), 'id-2', new Date()));
    },
  };
  expect(await waitForRelease('execution-2', { ...wait, clock: { ...wait.clock, sleep: leaving.sleep } })).toEqual({
    status: 'Failed',
    why: 'Test: got 0.4',
  });
  expect(wait.clock.nowMs()).toBe(1000);
});

describe('endpoints', () => {
  const place = (endpoints: MemoryModelEndpoints) => ({
    workload: 'product-images',
    project: 'Everloop',
    environmentName: 'dev',
    endpoints,
  });
  const name = 'everloop-dev-product-images-production';
  const config = (version: number) => `everloop-dev-product-images-live-v${version}-00000000`;
  const figures = { lastHour: async () => ({ requests: 200, errorShare: 0.005, latencyP95Ms: 12.34 }) };

  it('are shown with version, status and figures, those that are not there as such', async () => {
    const endpoints = new MemoryModelEndpoints();
    await endpoints.create({ EndpointName: name, EndpointConfigName: config(7) });
    endpoints.settle(name);
    const reports = await endpointReports(place(endpoints), figures);
    expect(reports).toMatchObject([
      { stage: 'pre-production', status: 'none', version: null, lastHour: null },
      { stage: 'production', status: 'InService', version: 7, lastHour: { requests: 200 } },
    ]);
    const silent = { write: () => true };
    const text = endpointsText(reports, new Output({ stdout: silent, stderr: silent }));
    expect(text).toMatch(/everloop-dev-product-images-production +7 +InService .* 200 +0\.5 % +12\.3/);
    expect(text).toMatch(/everloop-dev-product-images-pre-production +- +none/);
  });

  it('are waited for until another version serves at rest, or the time is over', async () => {
    const endpoints = new MemoryModelEndpoints();
    await endpoints.create({ EndpointName: name, EndpointConfigName: config(7) });
    endpoints.settle(name);
    const wait = { place: place(endpoints), not: 7, signal, timeoutMs: 3000 };
    expect(await waitForOtherVersion({ ...wait, clock: clock() })).toMatchObject({ version: 7 });
    const passing = clock();
    const sleep = async (ms: number) => {
      await passing.sleep(ms);
      await endpoints.update({ EndpointName: name, EndpointConfigName: config(6) });
      endpoints.settle(name);
    };
    expect(await waitForOtherVersion({ ...wait, clock: { ...passing, sleep } })).toMatchObject({ version: 6 });
  });
});
