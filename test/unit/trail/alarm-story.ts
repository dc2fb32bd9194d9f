import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';
import { at, run } from './events';

export const alarmName = 'everloop-dev-product-images-retrain-recall-bags';
const story = { correlationId: 'person-1', executionId: undefined };

export const alarm = (seconds: number, status: string, correlationId = 'person-1') =>
  bare(
    at(seconds, {
      ...story,
      correlationId,
      kind: 'alarm',
      subject: alarmName,
      status,
      id: `${correlationId}-${status}-${seconds}`,
    }),
  );

const bare = ({ executionId: _, ...rest }: TrailEvent): TrailEvent => rest;
const release = (seconds: number, status: string) =>
  at(seconds, { ...story, kind: 'release', subject: 'version 3', status, executionId: 'release-1' });

export const rolledBack = release(2000, 'RollingBack');

/** Alarm -> coordinator -> run -> both approvals -> production, verified 700 s after the request. */
export const released: readonly TrailEvent[] = [
  {
    ...alarm(-20, 'ALARM'),
    measured: { metric: 'RecallBreach', dimensions: { Class: 'bags' }, value: 1, threshold: 1 },
  },
  bare(at(-1, { ...story, kind: 'coordinator', subject: 'alarm', status: 'Granted' })),
  ...run,
  at(62.5, { kind: 'verdict', subject: 'candidate', status: 'Passed', why: 'macroF1=0.9670' }),
  release(601, 'Opened'),
  bare(at(630, { ...story, kind: 'deployment', subject: 'pre-production 3', status: 'Serving' })),
  at(650, { kind: 'decision', subject: 'Approval', status: 'Approved', why: 'good (bob)', executionId: 'release-1' }),
  bare(at(690, { ...story, kind: 'deployment', subject: 'production 3', status: 'Serving' })),
  release(700, 'Verified'),
];
