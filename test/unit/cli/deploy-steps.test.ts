import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bootstrapStep, deploySteps, destroySteps } from '../../../cli/deployment/deploy';
import type { DeployTarget } from '../../../cli/deployment/target';
import config from '../../../everloop.config';
import { makeFolder } from '../../../local/cloud/folder';
import { cloudPaths } from '../../../local/cloud/paths';

const runs: (readonly string[])[] = [];
jest.mock('../../../cli/deployment/run-cdk', () => ({
  isVendored: () => true,
  runCdk: async ({ parameters }: { parameters: readonly string[] }) => {
    runs.push(parameters);
    return [];
  },
}));

jest.mock('../../../cli/deployment/target', () => ({
  cloudFormationOf: () => ({
    send: async () => Promise.reject(new Error('Stack with id CDKToolkit does not exist')),
    destroy: () => undefined,
  }),
}));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-deploy-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  runs.length = 0;
});
afterEach(() => jest.restoreAllMocks());

const environment = config.environments['local'];
if (!environment) throw new Error('the configuration must have the environment local');
const target: DeployTarget = {
  paths: cloudPaths({ EVERLOOP_STATE: folder }),
  environmentName: 'local',
  environment: { ...environment, dataMayGo: false },
  endpoint: 'http://127.0.0.1:9',
  signal: new AbortController().signal,
};
beforeAll(() => makeFolder(target.paths)); // as `up` leaves it

const last = <T>(steps: readonly T[]): T => steps.at(-1) as T;

test.each([
  ['bootstrap', () => bootstrapStep(target)],
  ['deploy', () => last(deploySteps(target))],
  ['destroy', () => last(destroySteps(target))],
])('%s synthesises into its own state folder: two of them never meet in cdk.out', async (name, step) => {
  await step().run(() => undefined);
  expect(runs.map(([command]) => command)).toEqual([name]);
  expect(runs[0]?.[(runs[0]?.indexOf('--output') ?? 0) + 1]).toBe(path.join(folder, 'cdk.out'));
});

test('deploy fails before it writes anything when the disk is nearly full', async () => {
  const disk = { bavail: 10, bsize: 4096, files: 0, ffree: 0 } as fs.StatsFs;
  jest.spyOn(fs, 'statfsSync').mockReturnValue(disk as never);
  await expect(last(deploySteps(target)).run(() => undefined)).rejects.toThrow('must have 200 MB free, got 0 MB');
  expect(runs).toEqual([]);
});

test('destroy deletes what CloudFormation cannot only where data may go, after what runs was stopped', () => {
  const titles = (dataMayGo: boolean) =>
    destroySteps({ ...target, environment: { ...environment, dataMayGo } }).map(({ title }) => title);
  const emptying = ['Versions of models', 'Objects whose names CDK cannot delete'];
  expect(titles(true)).toEqual(['Endpoints', 'Trainings under way', ...emptying, 'Destroy local']);
  expect(titles(false)).toEqual(['Endpoints', 'Trainings under way', 'Destroy local']);
});
