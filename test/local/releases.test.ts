import fs from 'node:fs';
import path from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeEndpointCommand, ListEndpointConfigsCommand, ListModelsCommand } from '@aws-sdk/client-sagemaker';
import type { EndpointReport } from '../../cli/release/endpoints-report';
import type { ReleaseReport } from '../../cli/release/release-report';
import { predictionRecordSchema } from '../../lambdas/contracts/prediction-record';
import { listAll, readTexts } from '../../lambdas/handlers/training/read-all';
import { isRunning, signalProcess } from '../../local/cloud/processes';
import { runBadDeploy } from '../support/bad-deploys';
import { eventually } from '../support/deployed-everloop';
import { DoubleApprovals } from '../support/double-approvals';
import { drawPhotos } from '../support/drawn-photos';
import { FastModels } from '../support/fast-models';
import { ReleaseCloud } from '../support/release-cloud';

jest.setTimeout(300_000);

let world: ReleaseCloud;
beforeAll(async () => {
  world = await ReleaseCloud.start();
}, 400_000);
afterAll(() => world?.cloud.remove());

const workload = 'product-images';
const production = `everloop-local-${workload}-production`;

const status = () => world.json<ReleaseReport>('release', workload);
const serving = async () => (await status()).serving.production;

/** The release of a version when it waits for a person, or has ended. */
const release = (version: number) =>
  eventually(`the release of version ${version}`, async () => {
    const report = await status();
    if (report.underWay?.version === version && report.underWay.waitsForDecision) return report;
    return report.last?.version === version && report.underWay?.version !== version ? report : null;
  });

async function toProduction(version: number): Promise<void> {
  await world.decide(version, 'Approved');
  expect((await release(version)).underWay).toMatchObject({ version, waitsForDecision: true });
  await world.run('release', workload, 'approve', '--why', 'looks good', '--wait');
}

/** Classes in another order: every file is whole, every answer is wrong. */
function wrongLabels(folder: string): void {
  const file = path.join(folder, 'model.json');
  const model = JSON.parse(fs.readFileSync(file, 'utf8')) as { classes: string[] };
  const [first = '', ...others] = model.classes;
  fs.writeFileSync(file, JSON.stringify({ ...model, classes: [...others, first] }));
}

/** What the trail says of a moment of a version; undefined for one that it does not know. */
async function why(subject: string, state: string): Promise<string | undefined> {
  const { stories } = await world.json<Trail>('trail', workload, '--last', '50');
  const moments = stories.flatMap(story => story.moments);
  return moments.findLast(moment => moment.subject === subject && moment.status === state)?.why;
}

interface Trail {
  readonly stories: readonly {
    readonly state: string;
    readonly moments: readonly { readonly subject: string; readonly status: string; readonly why?: string }[];
  }[];
}

const noModel = (folder: string): void => fs.rmSync(path.join(folder, 'model.json'));
const reasons = {
  'server errors': /must answer a golden image, got: ModelError|rolled back .*-errors/,
  slow: /95 % of its answers must come within 2000 ms, got \d+ ms|rolled back .*-latency/,
  'image gone': /image/i,
  // By when the other one's change is done: while it is under way, or once its fleet answers.
  'config race': /somebody else updated it|must answer as version \d+, but its model package must be/,
};

let fast: Promise<FastModels> | undefined;
const models = (): Promise<FastModels> => (fast ??= FastModels.create(world));

const touched = (folder: string): void => fs.writeFileSync(path.join(folder, 'note.txt'), `${Date.now()}`);

it('a first deployment that fails leaves no endpoint, no configuration and no model behind', async () => {
  const version = await world.register({ alter: noModel });
  // Its release would be refused for the same reason; here only the endpoint of production matters.
  await world.decide(version, 'Approved');
  await eventually('the end of its release', async () => ((await status()).last?.version === version ? true : null));
  const { status: ended, cause } = await world.deploy(version, 'production');
  expect(ended).toBe('FAILED');
  expect(cause).toMatch(/^endpoint .*-production: status must be InService, got Failed \(.*ping health check/);
  await expect(world.sageMaker.send(new DescribeEndpointCommand({ EndpointName: production }))).rejects.toThrow(/find/);
  const { EndpointConfigs } = await world.sageMaker.send(new ListEndpointConfigsCommand({}));
  const { Models } = await world.sageMaker.send(new ListModelsCommand({}));
  expect([EndpointConfigs, Models]).toEqual([[], []]);
});

it('an approved version goes to pre-production, is tested, and after a second yes serves in production', async () => {
  await toProduction(1);
  const { endpoints } = await world.json<{ endpoints: EndpointReport[] }>('endpoints');
  expect(endpoints.map(({ stage, version, status: state }) => [stage, version, state])).toEqual([
    ['pre-production', 1, 'InService'],
    ['production', 1, 'InService'],
  ]);
  expect(endpoints[1]?.lastHour?.requests).toBeGreaterThan(0);
  const { stories } = await world.json<Trail>('trail', workload, '--last', '5');
  const story = stories.find(({ state }) => state === 'in production');
  expect(story?.moments.map(({ subject, status: state }) => `${subject} ${state}`)).toEqual(
    expect.arrayContaining([
      'person requested',
      'version 1 Opened',
      'pre-production 1 Serving',
      'Test Succeeded',
      'Approval Approved',
      'production 1 Serving',
      'version 1 Verified',
    ]),
  );
});

it('photos that arrive are classified by the container of that version and end in the folders of their classes', async () => {
  const folder = await drawPhotos(path.join(world.cloud.folder, 'arrivals'), 'test', 24);
  await world.run('upload', folder, '--workload', workload);
  const predictions = { objects: world.objects, bucket: world.deployment.PredictionsBucket };
  const keys = await eventually('24 records', async () => {
    const found = await listAll(predictions, `_records/${workload}/`);
    return found.length >= 24 ? found.map(({ key }) => key) : null;
  });
  const records = (await readTexts(predictions, keys)).map(text => predictionRecordSchema.parse(JSON.parse(text)));
  const arn = world.arnOf((await serving()) ?? 0);
  expect(records.map(({ modelPackageArn }) => modelPackageArn)).toEqual(Array(24).fill(arn));
  const copies = (await listAll(predictions, `${workload}/`)).map(({ key }) => key).filter(key => !key.includes('/_'));
  const wanted = records.map(({ label, key }) => key.replace(`incoming/${workload}/`, `${workload}/${label}/`));
  expect(copies.sort()).toEqual(wanted.sort());
  // The class that was drawn is the folder it was drawn into.
  const right = records.filter(({ key, label }) => key.split('/').at(-2) === label);
  expect(right.length).toBeGreaterThanOrEqual(0.7 * records.length);
  for (const { probabilities } of records) {
    expect(Object.values(probabilities ?? {}).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 2);
  }
});

it('two approvals at once open one release; the other one waits, and goes when it is rejected', async () => {
  const [one, other] = [await world.register({ alter: touched }), await world.register({ alter: touched })];
  await Promise.all([world.decide(one, 'Approved'), world.decide(other, 'Approved')]);
  const report = await eventually('one that waits behind the other', async () => {
    const found = await status();
    return found.next !== null && found.underWay?.waitsForDecision ? found : null;
  });
  expect([report.underWay?.version, report.next].sort()).toEqual([one, other].sort());
  await world.decide(report.next ?? 0, 'Rejected');
  await eventually('nobody waits', async () => ((await status()).next === null ? true : null));
  await world.run('release', workload, 'reject', '--why', 'only a test');
  const rejected = report.underWay?.version ?? 0;
  const { underWay, stages } = await release(rejected);
  expect(underWay).toBeNull();
  expect(stages.find(({ name }) => name === 'Approval')).toMatchObject({
    status: 'Failed',
    summary: expect.stringContaining('only a test'),
  });
  expect(await why(`version ${rejected}`, 'Failed')).toMatch(/^Approval: only a test \(/);
  expect(await serving()).toBe(1);
});

it('a wrong label map is found in pre-production and never reaches people', async () => {
  const version = await world.register({ alter: wrongLabels });
  await world.decide(version, 'Approved');
  const { underWay, stages } = await release(version);
  expect(underWay).toBeNull();
  expect(stages.find(({ name }) => name === 'Test')).toMatchObject({
    status: 'Failed',
    summary: expect.stringMatching(/accuracy on 50 golden images must be at least 0\.\d+, got 0\.0/),
  });
  expect(await serving()).toBe(1);
});

it('an artifact that was altered since its registration is refused before anything is made', async () => {
  const version = await world.register({ tampered: true });
  await world.decide(version, 'Approved');
  const { stages } = await release(version);
  expect(stages.find(({ name }) => name === 'Pre-production')).toMatchObject({
    status: 'Failed',
    summary: expect.stringMatching(/artifact of version \d+ must have the sha256 [0-9a-f]{64}, got [0-9a-f]{64}/),
  });
});

it('a silent rollback is reported as a failed deployment, with the alarm that did it', async () => {
  const version = await world.register({ alter: wrongLabels });
  // Deployed past the test of pre-production: only the probe of the new fleet stands in its way.
  await world.decide(version, 'Approved');
  await release(version);
  const { status: ended, cause } = await world.deploy(version, 'production');
  expect(ended).toBe('FAILED');
  expect(cause).toMatch(
    /configuration must be .*-live-v\d+-[0-9a-f]{8}, got .*-live-v1-.*: it was rolled back.*-golden/,
  );
  expect(await serving()).toBe(1);
  const { EndpointConfigs = [] } = await world.sageMaker.send(
    new ListEndpointConfigsCommand({ NameContains: '-live-' }),
  );
  expect(EndpointConfigs.map(({ EndpointConfigName = '' }) => EndpointConfigName).join()).not.toContain(
    `-v${version}-`,
  );
});

it('rejecting what serves brings the version before it back', async () => {
  const version = await world.register({ alter: touched });
  await toProduction(version);
  expect(await serving()).toBe(version);
  const back = await world.json<{ rejected: number; serving: number }>('rollback', workload, '--why', 'slow', '--wait');
  expect(back).toMatchObject({ rejected: version, serving: 1 });
});

it('a kill in the middle of a release ends it with a reason, and nothing stays half done', async () => {
  const [before, version] = [await serving(), await (await models()).register({ approval: 'PendingManualApproval' })];
  await world.decide(version, 'Approved');
  expect((await release(version)).underWay).toMatchObject({ waitsForDecision: true });
  await world.run('release', workload, 'approve', '--why', 'looks good');
  await eventually('an update of production', async () => {
    const { EndpointStatus } = await world.sageMaker.send(new DescribeEndpointCommand({ EndpointName: production }));
    return EndpointStatus === 'Updating' ? true : null;
  });
  const { service } = world.cloud.record;
  signalProcess(service.pid, 'SIGKILL');
  await eventually('the end of the service', async () => (isRunning(service) ? null : true));
  await world.cloud.up();
  const { underWay, stages } = await release(version);
  expect(underWay).toBeNull();
  expect(stages.find(({ name }) => name === 'Production')).toMatchObject({
    status: 'Failed',
    summary: expect.stringContaining('States.ServiceRestart'),
  });
  await eventually('the end of what it had made', async () => {
    const prefix = `-live-v${version}-`;
    const { EndpointConfigs = [] } = await world.sageMaker.send(
      new ListEndpointConfigsCommand({ NameContains: prefix }),
    );
    const { Models = [] } = await world.sageMaker.send(new ListModelsCommand({ NameContains: prefix }));
    const { MetricAlarms = [] } = await new CloudWatchClient(world.settings).send(new DescribeAlarmsCommand({}));
    const alarms = MetricAlarms.filter(({ AlarmName = '' }) => AlarmName.includes(prefix));
    return EndpointConfigs.length + Models.length + alarms.length === 0 ? true : null;
  });
  expect(await why(`production ${version}`, 'Failed')).toMatch(
    /must end by itself, got FAILED \(States.ServiceRestart/,
  );
  expect(await serving()).toBe(before);
});

it('approvals that meet, come three times and are overtaken make one order of releases', async () => {
  await world.hurry({ bakeSeconds: 2, goldenImages: 10 });
  const approvals = await DoubleApprovals.create(world, await models());
  expect((await approvals.run(1)).problems).toEqual([]);
});

it.each(['server errors', 'slow', 'image gone', 'config race'] as const)(
  'a bad deployment leaves what served before and is reported: %s',
  async kind => {
    await world.openNoReleases();
    const good = (await serving()) ?? 0;
    const result = await runBadDeploy(kind, 0, { world, models: await models(), good });
    expect(result).toMatchObject({ servesBad: undefined, reported: expect.stringMatching(reasons[kind]) });
  },
);
