import { type LoopFacts, loopFigures } from '../../../cli/demo/loop/loop-figures';
import { accuracyOf, mostFallen, recallsOf } from '../../../cli/demo/loop/recall';
import type { ClassifiedPhoto } from '../../../cli/demo/release/classify-traffic';
import type { PredictionRecord } from '../../../lambdas/contracts/prediction-record';
import { answerColumns } from '../../../lambdas/domain/drift/monitor/version-baseline';
import type { WindowReport } from '../../../lambdas/domain/drift/monitor/window-report';
import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12) + 1000 * seconds).toISOString();

let serial = 0;
const photo = (seconds: number, actual: string, label: string): ClassifiedPhoto => ({
  key: `incoming/product-images/loop/${serial}.jpg`,
  actual,
  prediction: {
    inferenceId: `id-${serial++}`,
    label,
    arrivedAt: at(seconds - 1),
    predictedAt: at(seconds),
  } as PredictionRecord,
});

const window = (to: number, outcome: string, predictions = 2): WindowReport =>
  ({
    from: at(to - 20),
    to: at(to),
    predictions,
    own: {
      version: 1,
      columns: [{ name: answerColumns.prediction, kind: 'compared', score: 0.31, drifted: true }],
      drift: { drifted: 4, judged: 12, share: 0.33 },
    },
    outcomes: { 'recall/bags': outcome },
  }) as unknown as WindowReport;

const event = (seconds: number, rest: Partial<TrailEvent>): TrailEvent => ({
  workload: 'product-images',
  id: `${serial++}`,
  time: at(seconds),
  kind: 'step',
  subject: 'Train',
  status: 'Succeeded',
  correlationId: 'alarm-1',
  ...rest,
});

const before = [photo(1, 'bags', 'bags'), photo(1, 'footwear', 'footwear')];
const during = [photo(101, 'bags', 'footwear'), photo(121, 'bags', 'bags'), photo(121, 'footwear', 'footwear')];
const after = [photo(301, 'bags', 'bags'), photo(301, 'footwear', 'footwear')];
const facts: LoopFacts = {
  kind: 'rotated',
  correlationId: 'alarm-1',
  classes: ['bags', 'footwear', 'hats'],
  fromVersion: 1,
  toVersion: 2,
  photos: { before, during, after },
  events: [
    event(290, { kind: 'deployment', subject: 'production 2', status: 'Serving' }),
    event(152, { kind: 'alarm', subject: 'everloop-local-product-images-retrain-recall-bags', status: 'ALARM' }),
    event(155, { kind: 'alarm', subject: 'everloop-local-product-images-retrain-precision-bags', status: 'ALARM' }),
    event(330, { kind: 'alarm', subject: 'everloop-local-product-images-retrain-recall-bags', status: 'OK' }),
    event(156, { kind: 'execution', subject: 'pipeline', status: 'Executing', startedAt: at(154.5) }),
    event(50, { kind: 'alarm', subject: 'everloop-local-product-images-retrain-recall-hats', status: 'ALARM' }),
    event(60, { kind: 'deployment', subject: 'production 2', status: 'Serving' }),
  ],
  windows: [window(120, 'breach'), window(140, 'breach', 30), window(160, 'breach')],
  joinedAt: new Map(during.map(({ prediction: { inferenceId } }, index) => [inferenceId, at(143 + index)])),
  breaches: 2,
  states: ['OK', 'OK'],
  retrainings: [at(20), at(153)],
};

describe('the figures of a drift', () => {
  it('have the times of events, whatever their order', () => {
    const expected = {
      alarm: 'recall-bags',
      // The second window ended at 140, its last label was joined at 145.
      windowToAlarmSeconds: 7,
      alarmToExecutionSeconds: 2.5,
      // The first drifted photo arrived at 100.
      totalSeconds: 190,
    };
    expect(loopFigures(facts)).toMatchObject(expected);
    expect(loopFigures({ ...facts, events: [...facts.events].reverse() })).toMatchObject(expected);
  });

  it('tell the recall of the class that fell most, and of each class', () => {
    const figures = loopFigures(facts);
    expect(figures).toMatchObject({ class: 'bags', recallBefore: 1, recallDuring: 0.5, recallAfter: 1 });
    expect(figures.perClass).toEqual({
      bags: { before: 1, during: 0.5, after: 1 },
      footwear: { before: 1, during: 1, after: 1 },
      hats: { before: null, during: null, after: null },
    });
  });

  it('count the retrainings that alarms started since the drift began', () => {
    expect(loopFigures(facts).retrainings).toBe(1);
  });

  it('tell what the monitor saw in the fullest window', () => {
    expect(loopFigures(facts)).toMatchObject({ features: { drifted: 4, judged: 12 }, mixShift: 0.31 });
    expect(loopFigures({ ...facts, windows: [] })).toMatchObject({ features: null, mixShift: null });
  });

  it('wait for no label that came after the alarm', () => {
    const late = new Map(during.map(({ prediction: { inferenceId } }) => [inferenceId, at(200)]));
    expect(loopFigures({ ...facts, joinedAt: late }).windowToAlarmSeconds).toBe(0);
  });

  it('are null where a record lacks', () => {
    const nothing = { alarm: null, windowToAlarmSeconds: null, alarmToExecutionSeconds: null, totalSeconds: null };
    expect(loopFigures({ ...facts, events: [] })).toMatchObject(nothing);
    expect(loopFigures({ ...facts, windows: facts.windows.slice(1, 2) }).windowToAlarmSeconds).toBeNull();
  });

  it.each([
    [['OK', 'OK'], 'OK'],
    [['OK', 'ALARM'], 'ALARM'],
    [['OK', 'INSUFFICIENT_DATA'], 'INSUFFICIENT_DATA'],
    [[], 'INSUFFICIENT_DATA'],
  ] as const)('call alarms in %j %s', (states, expected) => {
    expect(loopFigures({ ...facts, states }).alarmState).toBe(expected);
  });
});

describe('recall of photos', () => {
  it('is the share of a class that was put into its folder; accuracy that of all', () => {
    expect(recallsOf(during, ['bags', 'hats'])).toEqual({ bags: 0.5, hats: null });
    expect(accuracyOf(during)).toBe(0.6667);
    expect(accuracyOf([])).toBeNull();
  });

  it('fell most where the difference is largest, not where it is lowest', () => {
    expect(mostFallen({ bags: 0.5, hats: 1 }, { bags: 0.4, hats: 0.6 })).toBe('hats');
    expect(mostFallen({ bags: null }, { bags: 0.1 })).toBeUndefined();
  });
});
