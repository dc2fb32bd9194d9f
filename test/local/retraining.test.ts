import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { RetrainingReport } from '../../cli/retraining/retraining-report';
import { SageMakerPipelineExecutions } from '../../lambdas/adapters/aws/sagemaker-pipeline-executions';
import { retrainAlarmName } from '../../lambdas/contracts/retraining';
import type { Story } from '../../lambdas/domain/trail/stories';
import { type Execution, executionIdOf } from '../../lambdas/domain/training/execution';
import { type DeployedEverloop, deployedEverloop, eventually } from '../support/deployed-everloop';
import { drawPhotos } from '../support/drawn-photos';
import { everloop } from '../support/laptop-cloud';

jest.setTimeout(240_000);

const workload = 'product-images';
const cloudWatch = new CloudWatchClient();
const executions = new SageMakerPipelineExecutions(new SageMakerClient(), id => `everloop-local-${id}`);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-retraining-'));

let world: DeployedEverloop;
beforeAll(async () => {
  world = await deployedEverloop();
  await json('dataset', 'import', await drawPhotos(folder, 'test', 20), '--golden');
  await json('dataset', 'import', await drawPhotos(folder, 'train', 100));
}, 240_000);

/** Other tests draw data sets on the same cloud, and retrain nothing by themselves. */
afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  await json('release-hold', workload, '--why', 'the test is over');
  const { objects, deployment } = world;
  const prefixes = ['imported/', 'golden/', '_imports/'].map(prefix => `${prefix}${workload}/`);
  await emptied(objects, deployment.CuratedBucket, prefixes);
  await emptied(objects, deployment.ModelsBucket, [`datasets/${workload}/`]);
});

async function emptied(objects: DeployedEverloop['objects'], bucket: string, prefixes: readonly string[]) {
  for (const prefix of prefixes) {
    const { keys } = await objects.list(bucket, prefix);
    for (const { key } of keys) await objects.remove({ bucket, key });
  }
}

async function json<T>(...words: string[]): Promise<T> {
  const state = { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' };
  const { code, stdout, stderr } = await everloop([...words, '--json', '--quiet'], state);
  if (code !== 0) throw new Error(`everloop ${words.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Puts an alarm of the workload into ALARM as its monitor would. @returns when, ms since 1970 */
async function raise(AlarmName: string): Promise<number> {
  const metric = { Namespace: 'Everloop', MetricName: 'Recall', Statistic: 'Average', Period: 60 } as const;
  const limit = { Threshold: 0.9, ComparisonOperator: 'LessThanThreshold', EvaluationPeriods: 1 } as const;
  await cloudWatch.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...limit, TreatMissingData: 'ignore' }));
  await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'recall is 0.42' }));
  return Date.now();
}

const alarmOf = (subject: string) =>
  retrainAlarmName({ project: 'Everloop', environment: 'local', workload }, `${subject}-${Date.now()}`);

async function begunSince(moment: number): Promise<Execution[]> {
  const found: Execution[] = [];
  for await (const execution of executions.newest(workload)) {
    if (execution.startedAt.getTime() < moment) break;
    found.push(execution);
  }
  return found;
}

const refusal = (alarm: string, code: string) =>
  eventually(`${alarm} refused with ${code}`, async () => {
    const { refusals } = await json<RetrainingReport>('status', workload);
    return refusals.find(one => one.alarm === alarm && one.code === code) ?? null;
  });

it('a held workload refuses an alarm; released, the alarm that stays starts one execution, and a second alarm none', async () => {
  const [first, second] = [alarmOf('recall-bags'), alarmOf('drift-share')];
  await json('hold', workload, '--why', 'the labels of June are wrong');
  const heldAt = await raise(first);
  expect(await refusal(first, 'HELD')).toMatchObject({
    message: expect.stringMatching(/labels of June/),
    reason: 'alarm',
  });
  expect(await begunSince(heldAt)).toEqual([]);

  await json('release-hold', workload, '--why', 'they are corrected');
  const releasedAt = Date.now();
  const [execution] = await eventually('an execution', async () => {
    const found = await begunSince(heldAt);
    return found.length > 0 ? found : null;
  });
  expect((execution?.startedAt.getTime() ?? 0) - releasedAt).toBeLessThan(20_000);

  await raise(second);
  expect(await refusal(second, 'UNDER_WAY')).toBeDefined();
  expect(await begunSince(heldAt)).toHaveLength(1);
  const { stories } = await json<{ stories: Story[] }>('trail', workload, '--last', '20');
  const id = executionIdOf(execution?.arn ?? '');
  const story = stories.find(({ moments }) => moments.some(({ executionId }) => executionId === id));
  expect(story?.moments.map(({ kind, subject, status }) => [kind, subject, status])).toEqual(
    expect.arrayContaining([
      ['alarm', first, 'ALARM'],
      ['request', 'alarm', 'requested'],
      ['refusal', second, 'UNDER_WAY'],
    ]),
  );
  expect(story?.correlationId).toMatch(/^alarm-/);
  await json('stop', id, '--wait');
  await eventually('the lease to be free', async () => {
    const { underWay } = await json<RetrainingReport>('status', workload);
    return underWay === null ? true : null;
  });
});

it('a person gets the same lease as an alarm, and is told who has it', async () => {
  const { executionArn } = await json<{ executionArn: string }>('train', workload, '--why', 'by hand');
  await expect(json('train', workload)).rejects.toThrow(/UNDER_WAY: no other must be under way, got person-/);
  await json('stop', executionIdOf(executionArn), '--wait');
});

it('an alarm of operations starts nothing', async () => {
  const since = await raise(`everloop-local-${workload}-dead-letters-${Date.now()}`);
  const probe = alarmOf('precision-bags');
  await json('hold', workload, '--why', 'only a probe');
  await raise(probe);
  // The later one was refused: the earlier one was seen, or never will be.
  await refusal(probe, 'HELD');
  expect(await begunSince(since)).toEqual([]);
  await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: probe, StateValue: 'OK', StateReason: 'test' }));
});
