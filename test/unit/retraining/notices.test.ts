import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryNotifier } from '../../../lambdas/adapters/memory/notifier';
import { MemoryPipelineExecutions } from '../../../lambdas/adapters/memory/pipeline-executions';
import { MemoryRetrainAlarms } from '../../../lambdas/adapters/memory/retrain-alarms';
import { MemoryRetrainingDesks } from '../../../lambdas/adapters/memory/retraining-desks';
import { MemoryTrailStore } from '../../../lambdas/adapters/memory/trail-store';
import { MemoryTrainingStarts } from '../../../lambdas/adapters/memory/training-starts';
import { noticeId } from '../../../lambdas/contracts/notices';
import { type RetrainingPolicy, retrainingPolicySchema } from '../../../lambdas/contracts/retraining-policy';
import { createCoordinate } from '../../../lambdas/handlers/retraining/coordinate';

const workload = 'shoes';

function world(own: Partial<RetrainingPolicy> = {}) {
  const effects = {
    desks: new MemoryRetrainingDesks(),
    executions: new MemoryPipelineExecutions(),
    trail: new MemoryTrailStore(),
    clock: { now: () => new Date('2026-11-21T16:05:00Z') },
    starts: new MemoryTrainingStarts(),
    alarms: new MemoryRetrainAlarms(),
    notifier: new MemoryNotifier(),
    journal: new MemoryLog(),
    policies: { [workload]: retrainingPolicySchema.parse(own) },
    repair: async () => ({ kind: 'none' as const }),
    newLabels: async () => ({ count: 0, since: null }),
    driftedWindow: async () => undefined,
    project: 'Everloop',
    environment: 'dev',
  };
  const { sent } = effects.notifier;
  const different = () => new Set(sent.map(noticeId)).size;
  return { ...effects, sent, different, tell: createCoordinate(effects) };
}

const alarm = (subject: string, second = 0) => ({
  'detail-type': 'CloudWatch Alarm State Change',
  time: '2026-11-21T16:00:00Z',
  detail: {
    alarmName: `everloop-dev-shoes-retrain-${subject}`,
    state: { value: 'ALARM', reason: 'low', timestamp: `2026-11-21T16:00:0${second}.000+0000` },
  },
});
const ended = (outcome: string) => ({
  'detail-type': 'SageMaker Model Building Pipeline Execution Status Change',
  time: '2026-11-21T16:10:00Z',
  detail: {
    pipelineArn: 'arn:aws:sagemaker:eu-central-1:123456789012:pipeline/everloop-dev-shoes',
    pipelineExecutionArn: 'arn:1',
    currentPipelineExecutionStatus: outcome,
  },
});

it('drift that starts a retraining is told in its story, once, however many alarms rise behind it', async () => {
  const { tell, sent, different, starts } = world();
  for (const event of [alarm('recall'), alarm('recall'), alarm('data-drift', 1), alarm('prediction-mix', 2)])
    await tell(event);
  expect(sent[0]).toMatchObject({ kind: 'drift-found', title: 'shoes drifts: recall' });
  expect(sent[0]?.correlationId).toBe(starts.calls[0]?.correlationId);
  expect(different()).toBe(1);
});

it('drift that starts nothing is told with the reason, once an episode', async () => {
  const { tell, sent, different } = world({ heldAtFirst: true });
  for (const event of [alarm('recall'), alarm('data-drift', 1)]) await tell(event);
  expect(sent[0]?.text).toMatch(/No retraining starts now.*HELD {2}it must not be held/s);
  expect(different()).toBe(1);
});

it('a schedule is no drift', async () => {
  const { tell, sent, starts } = world();
  await tell({ kind: 'request', call: { workload, reason: 'schedule', at: '2026-11-21T16:00:00Z' } });
  expect([starts.calls.length, sent.length]).toEqual([1, 0]);
});

it.each([
  ['Failed', ['drift-found', 'retrained']],
  ['Stopped', ['drift-found', 'retrained']],
  ['Succeeded', ['drift-found']],
])('a retraining that ended as %s is told of where no version tells of it', async (outcome, kinds) => {
  const { tell, sent, desks } = world();
  await tell(alarm('recall'));
  const desk = await desks.read(workload);
  await desks.write({ ...desk, lease: { ...desk.lease!, executionArn: 'arn:1' } });
  expect(await tell(ended(outcome))).toBe('freed');
  expect(sent.map(({ kind }) => kind)).toEqual(kinds);
});
