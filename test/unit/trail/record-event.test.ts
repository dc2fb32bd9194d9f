import { MemoryJournal } from '../../../lambdas/adapters/memory/counting-journal';
import { MemoryExecutionLookup } from '../../../lambdas/adapters/memory/execution-lookup';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryTrailStore } from '../../../lambdas/adapters/memory/trail-store';
import { type LoopMetric, loopMetrics } from '../../../lambdas/contracts/metrics';
import { releaseStages } from '../../../lambdas/contracts/release';
import { loopMetricOf } from '../../../lambdas/domain/trail/loop-metric';
import { createRecordEvent } from '../../../lambdas/handlers/trail/record-event';
import { stateChange, version } from '../registry/fixtures';
import { executionArn, loopEvent, ofPipeline } from './events';

function world() {
  const trail = new MemoryTrailStore();
  const executions = new MemoryExecutionLookup();
  const registry = new MemoryModelRegistry();
  const journal = new MemoryJournal<LoopMetric>();
  const record = createRecordEvent({ trail, executions, registry, environment: 'dev', journal });
  const records = async () => (await trail.read('product-images')).events;
  return { executions, registry, record, records, journal };
}

const started = loopEvent(
  'Model Building Pipeline Execution Status Change',
  ofPipeline({ currentPipelineExecutionStatus: 'Executing' }),
);

it('records an execution under the correlation id of its parameters', async () => {
  const { executions, record, records } = world();
  executions.executions.set(executionArn, { CorrelationId: 'alarm-1', Other: 'x' });
  expect(await record(started)).toBe('recorded');
  expect(await records()).toMatchObject([{ correlationId: 'alarm-1', executionId: 'abc123' }]);
});

it.each([
  ['was started without one', { CorrelationId: '' }],
  ['has no such parameter', {}],
  ['is gone', null],
])('records an execution that %s all the same', async (_, parameters) => {
  const { executions, record, records } = world();
  if (parameters) executions.executions.set(executionArn, parameters);
  await record(started);
  const [event] = await records();
  expect(event).toMatchObject({ kind: 'execution' });
  expect(event).not.toHaveProperty('correlationId');
});

it('records a version under the correlation id of its metadata', async () => {
  const { registry, record, records } = world();
  registry.register('product-images', version);
  await record(stateChange());
  expect(await records()).toMatchObject([
    { kind: 'version', correlationId: 'person-1', status: 'PendingManualApproval' },
  ]);
});

it.each([
  ['the decision that the event is about', 'Approved', { by: 'ann' }],
  ['no later one', 'Rejected', {}],
])('records who made %s', async (_, ModelApprovalStatus, expected) => {
  const { registry, record, records } = world();
  registry.register('product-images', version);
  await registry.decide(version.arn, { approval: 'Approved', why: 'good', by: 'ann' });
  await record(stateChange({ ModelApprovalStatus }));
  const [{ by } = {}] = await records();
  expect(by === undefined ? {} : { by }).toEqual(expected);
});

describe('the gate', () => {
  const gate = (status: string) =>
    loopEvent(
      'Model Building Pipeline Execution Step Status Change',
      ofPipeline({ stepName: 'Gate', currentStepStatus: status, stepEndTime: '2026-11-21T16:00:08.250Z' }),
    );

  it.each([
    ['register', 'Passed', 'macroF1=0.9670; BELOW_FLOOR: bags'],
    ['known', 'Known', 'macroF1=0.9670; BELOW_FLOOR: bags'],
    ['refused', 'Refused', 'macroF1=0.9670; BELOW_FLOOR: bags'],
  ])('that answers %s gave the verdict %s', async (verdict, status, why) => {
    const { executions, record, records } = world();
    const answer = { verdict, score: 'macroF1=0.9670', reasons: 'BELOW_FLOOR: bags' };
    executions.answers.set(`${executionArn} Gate`, answer);
    expect([await record(gate('Succeeded')), await record(gate('Succeeded'))]).toEqual(['recorded', 'duplicate']);
    expect([...(await records())].sort((one, other) => (one.kind < other.kind ? -1 : 1))).toMatchObject([
      { kind: 'step', subject: 'Gate' },
      { kind: 'verdict', status, why, executionId: 'abc123', time: '2026-11-21T16:00:08.250Z' },
    ]);
  });

  it.each([
    ['that failed', 'Failed', { verdict: 'register' }],
    ['whose execution is gone', 'Succeeded', null],
    ['that answers something else', 'Succeeded', { verdict: 'maybe' }],
  ])('%s gave none', async (_, status, answer) => {
    const { executions, record, records } = world();
    if (answer) executions.answers.set(`${executionArn} Gate`, answer);
    await record(gate(status));
    expect((await records()).map(({ kind }) => kind)).toEqual(['step']);
  });
});

it('records an event once, however often it is delivered', async () => {
  const { record, records } = world();
  expect(await record(started)).toBe('recorded');
  expect(await record(started)).toBe('duplicate');
  expect(await records()).toHaveLength(1);
});

it('records nothing of others', async () => {
  const { record, records } = world();
  expect(await record(loopEvent('Endpoint State Change', {}))).toBe('not ours');
  expect(await records()).toEqual([]);
});

it('counts an execution that began, once however often its event comes', async () => {
  const { record, journal } = world();
  expect([await record(started), await record(started)]).toEqual(['recorded', 'duplicate']);
  expect(journal.counts).toEqual({ [`product-images/${loopMetrics.trainingStarted}`]: 1 });
});

it('counts what began and what serves, and no step on the way', () => {
  const event = { workload: 'shoes', id: 'x', time: '2026-11-21T12:00:00.000Z', correlationId: 'x' };
  const of = (kind: 'execution' | 'stage', subject: string, status: string) =>
    loopMetricOf({ ...event, kind, subject, status });
  expect(of('execution', 'pipeline', 'Executing')).toBe(loopMetrics.trainingStarted);
  expect(of('execution', 'pipeline', 'Succeeded')).toBeNull();
  expect(of('stage', releaseStages.verify, 'Succeeded')).toBe(loopMetrics.released);
  expect(of('stage', releaseStages.verify, 'Failed')).toBeNull();
  expect(of('stage', releaseStages.production, 'Succeeded')).toBeNull();
});
