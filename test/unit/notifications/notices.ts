import { approvalPolicySchema } from '../../../lambdas/contracts/approval-policy';
import type { Evaluation } from '../../../lambdas/contracts/evaluation';
import type { Notice, NoticeKind } from '../../../lambdas/contracts/notices';
import { approvalNotice, type NoticeProps } from '../../../lambdas/domain/registry/approval-notice';
import { fruitlessNotice, retrainedNotice } from '../../../lambdas/domain/registry/retrained-notice';
import {
  decisionNotice,
  failureNotice,
  releasedNotice,
  rollbackNotice,
} from '../../../lambdas/domain/release/release-notice';
import { emptyDesk } from '../../../lambdas/domain/retraining/desk';
import { driftNotice } from '../../../lambdas/domain/retraining/drift-notice';
import { escalationNotice } from '../../../lambdas/domain/retraining/escalation-notice';
import { version } from '../registry/fixtures';

const place = { workload: 'product-images', environment: 'dev' };
const story = 'alarm-20261121T160012Z-1a2b3c4d';
const classes = ['upper-part', 'bottom-part', 'one-piece', 'footwear', 'bags'];

const scored = (recalls: readonly number[], count: number, macroF1: number) => ({
  count,
  macroF1,
  perClass: Object.fromEntries(
    classes.map((name, index) => [
      name,
      { recall: recalls[index]!, precision: 0.97, npv: 0.99, f1: 0.96, support: count / 5 },
    ]),
  ),
});

/** A repair: equal on the golden set, far better on the drifted examples. */
export const repair: Evaluation = {
  formatVersion: 1,
  workload: 'product-images',
  goldenManifestId: 'b'.repeat(64),
  classes,
  challenger: {
    contentSha256: 'a'.repeat(64),
    golden: scored([0.969, 0.987, 0.961, 0.999, 0.986], 10_000, 0.976),
    drift: scored([0.94, 0.95, 0.91, 0.97, 0.96], 500, 0.944),
  },
  champion: {
    contentSha256: 'c'.repeat(64),
    golden: scored([0.968, 0.988, 0.963, 1, 0.987], 10_000, 0.975),
    drift: scored([0.71, 0.62, 0.05, 0.32, 0.88], 500, 0.482),
  },
  championProblem: null,
};

const ended = {
  ...place,
  version: 4,
  correlationId: story,
  id: 'release-1',
  why: 'endpoint x: p95 must be at most 500 ms, got 9000 ms',
};
const alarmed = (name: string, at: string, why: string) => [
  name,
  { isRaised: true, changedAt: at, why, retrainings: 1 },
];

export const driftingDesk = {
  ...emptyDesk('product-images'),
  alarms: Object.fromEntries([
    alarmed(
      'everloop-dev-product-images-retrain-recall-one-piece',
      '2026-11-21T16:00:00.000Z',
      'Threshold Crossed: 1 datapoint [1.0] was greater than or equal to the threshold (1.0).',
    ),
    alarmed(
      'everloop-dev-product-images-retrain-data-drift',
      '2026-11-21T16:00:10.000Z',
      'Threshold Crossed: 1 datapoint [1.0] was greater than or equal to the threshold (1.0).',
    ),
  ]),
};
const drift = {
  desk: driftingDesk,
  environment: 'dev',
  alarmPrefix: 'everloop-dev-product-images-retrain-',
  correlationId: story,
};
const retrainedVersion = { ...version, version: 4, metadata: { ...version.metadata, correlationId: story } };

const repaired: NoticeProps = {
  ...place,
  version: retrainedVersion,
  evaluation: repair,
  slice: null,
  verdict: { kind: 'person', why: null },
  policy: 'person',
};

const automatic = approvalPolicySchema.parse({ automatic: {} });
const byPolicy: NoticeProps = {
  ...repaired,
  policy: automatic,
  verdict: { kind: 'approve', why: 'Approved by policy: wins the drift slice of 500 examples by 0.05 or more' },
};

/** One of each, by what it is about. */
export const notices: Readonly<Record<string, Notice>> = {
  approval: approvalNotice(repaired),
  approved: approvalNotice(byPolicy),
  decision: decisionNotice({
    ...place,
    version: 4,
    correlationId: story,
    executionId: 'execution-1',
    serving: 3,
    evaluation: repair,
    tested: '200 golden images: accuracy 0.970 (at least 0.940), p95 12 ms',
    pipeline: 'everloop-dev-product-images-release',
    region: 'eu-central-1',
  }),
  drift: driftNotice(drift),
  refused: driftNotice({
    ...drift,
    refusal: { code: 'HELD', message: 'it must not be held, got a hold of ann: the labels of June are wrong' },
  }),
  retrained: retrainedNotice(repaired)!,
  retrainedByPolicy: retrainedNotice(byPolicy)!,
  retrainedUnasked: retrainedNotice({
    ...byPolicy,
    policy: approvalPolicySchema.parse({ automatic: { secondApproval: 'none' } }),
  })!,
  fruitless: fruitlessNotice({
    ...place,
    correlationId: story,
    reason: 'alarm',
    outcome: 'Failed',
    why: 'Gate: CLASS_LOSS footwear lost 0.041 of recall',
  })!,
  released: releasedNotice(ended),
  failed: failureNotice(ended, 3),
  rolledBack: rollbackNotice({ ...ended, fact: 'unproven' }, 3),
  stays: rollbackNotice({ ...ended, fact: 'rejected' }, null),
  escalated: escalationNotice({
    ...place,
    alarm: 'everloop-dev-product-images-retrain-recall-bags',
    at: '2026-11-21T16:00:00.000Z',
    why: 'recall is 0.42',
    retrainings: 3,
    story,
  }),
};

export const ofKind = (kind: NoticeKind): Notice[] => Object.values(notices).filter(notice => notice.kind === kind);
