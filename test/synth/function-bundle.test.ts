import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../../everloop.config';
import { TableThreads } from '../../lambdas/adapters/threads/table-threads';
import { columnWorkerFileName } from '../../lambdas/contracts/column-worker';
import { learnBaseline, type Table } from '../../lambdas/domain/drift/baseline';
import { encodeBaseline } from '../../lambdas/domain/drift/profile/profile-codec';
import { contractsOf } from '../../lib/config/contracts-of';
import { driftPlansOf } from '../../lib/config/drift-plans-of';
import { approvalPoliciesOf, datasetPlansOf, plansOf, predictionPlansOf } from '../../lib/config/plans-of';
import { retrainingPoliciesOf } from '../../lib/config/retraining-policies-of';
import { bundleFunctions } from '../../lib/functions/bundle-functions';
import { functionNames, threadedFunctions } from '../../lib/functions/function-names';
import { functionPlatform } from '../../lib/functions/function-platform';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'everloop-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() =>
  bundleFunctions({
    root,
    outputFolder: folder,
    nativeModules: join(root, 'node_modules'),
    contracts: contractsOf(config),
    datasetPlans: datasetPlansOf(plansOf(config)),
    predictionPlans: predictionPlansOf(config),
    driftPlans: driftPlansOf(config, 'local'),
    retrainingPolicies: retrainingPoliciesOf(config, 'local'),
    approvalPolicies: approvalPoliciesOf(plansOf(config)),
    platformName: functionPlatform('host', process).name,
  }),
);

const startsThreads = (name: string) =>
  readFileSync(join(folder, name, 'index.js'), 'utf8').includes(columnWorkerFileName);

it('functions that start threads, and no others, have their code beside them', () => {
  expect(functionNames.filter(startsThreads)).toEqual(threadedFunctions);
});

it.each(threadedFunctions)('%s starts threads that come to what one thread does', async name => {
  const columns = [1, 2, 3].map(seed => Float64Array.from({ length: 50 }, (_, row) => Math.sin(seed * row)));
  const table: Table = new Map(columns.map((values, at) => [`${at}`, { kind: 'numeric', values }]));
  const script = join(folder, name, columnWorkerFileName);
  const threads = new TableThreads({ script, count: 3, leastValues: { learn: 0, profile: 0 } });
  expect(encodeBaseline(await threads.learn(table))).toBe(encodeBaseline(learnBaseline(table)));
});
