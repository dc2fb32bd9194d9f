import { type LoopReason, loopReasons } from '../../contracts/correlation';
import type { Evaluation } from '../../contracts/evaluation';
import { versionMetadata } from '../../contracts/gate-call';
import type { Notice, NoticeBlock } from '../../contracts/notices';
import { scoreText } from '../notices/score-text';
import { driftBlocks, type NoticeProps, nextBlock, noLinks, reasonOf, scoreBlocks, undoBlock } from './approval-notice';

const reasonTexts: Readonly<Record<Exclude<LoopReason, 'person'>, string>> = {
  alarm: 'an alarm',
  schedule: 'its schedule',
  'new-data': 'new labelled data',
  push: 'a push',
};

/** Why a story began, as its id says it; undefined for a person's and for ids of others. */
export const retrainingReason = (correlationId: string): keyof typeof reasonTexts | undefined =>
  loopReasons.filter(reason => reason !== 'person').find(reason => correlationId.startsWith(`${reason}-`));

/**
 * A retraining that nobody started by hand gave a version. Where a policy has approved it, nobody is asked: this is the one
 * mail of it, and has what a person would have decided by. @returns undefined for a version of another origin
 */
export function retrainedNotice(props: NoticeProps): Notice | undefined {
  const { version, workload, environment, evaluation, slice } = props;
  const correlationId = version.metadata[versionMetadata.correlationId] ?? '';
  const reason = retrainingReason(correlationId);
  if (reason === undefined) return undefined;
  const isApproved = props.verdict.kind === 'approve';
  const decision = isApproved
    ? 'The policy has approved it.'
    : 'It serves nobody yet: a person is asked to approve it.';
  return {
    kind: 'retrained',
    workload,
    environment,
    correlationId,
    key: correlationId,
    title: `${workload} was retrained: version ${version.version} ${isApproved ? 'is approved by policy' : 'passed the gate'}`,
    blocks: [
      {
        kind: 'text',
        text: `Because of ${reasonTexts[reason]}, ${workload} was trained again in ${environment}. Version ${version.version} passed the gate${verdict(evaluation)}. ${decision}`,
      },
      ...(isApproved ? approvalBlocks(props) : []),
      ...driftBlocks(evaluation, slice),
      ...scoreBlocks(evaluation),
      ...storyBlocks({ workload, environment, correlationId }),
      ...(isApproved ? [undoBlock(props), noLinks] : []),
    ],
  };
}

const approvalBlocks = (props: NoticeProps): NoticeBlock[] => [
  ...(props.verdict.why === null ? [] : [reasonOf('approve', props.verdict.why)]),
  nextBlock(props),
];

export interface FruitlessProps {
  readonly workload: string;
  readonly environment: string;
  readonly correlationId: string;
  readonly reason: LoopReason;
  /** As SageMaker names it. */
  readonly outcome: string;
  readonly why: string;
}

/** A retraining that nobody started by hand gave no version: its model was not better, or it failed. */
export function fruitlessNotice(props: FruitlessProps): Notice | undefined {
  const { workload, environment, correlationId, reason, outcome, why } = props;
  if (reason === 'person') return undefined;
  return {
    kind: 'retrained',
    workload,
    environment,
    correlationId,
    key: correlationId,
    title: `retraining of ${workload} gave no new version`,
    blocks: [
      {
        kind: 'text',
        text: `Because of ${reasonTexts[reason]}, ${workload} was trained again in ${environment}. The execution ended as ${outcome}: the version in service stays.`,
      },
      ...(why === '' ? [] : [{ kind: 'commands' as const, title: 'Why', lines: [why] }]),
      ...storyBlocks(props),
    ],
  };
}

/** The first figure of all examples, such as macro-F1, before and after; on the drifted examples where there are some. */
function verdict(evaluation: Evaluation | null): string {
  const on = evaluation?.challenger.drift ? 'drift' : 'golden';
  const [own, other] = [evaluation?.challenger[on], evaluation?.champion?.[on]];
  const name = own && Object.keys(own).find(key => key !== 'count' && typeof own[key] === 'number');
  const [after, before] = name ? [own[name], other?.[name]] : [];
  if (typeof after !== 'number' || typeof before !== 'number') return '';
  const set = on === 'drift' ? 'held-out examples of the drift' : 'the golden set';
  return `: ${name} on ${set} ${scoreText(before)} before, ${scoreText(after)} now`;
}

export const storyBlocks = ({
  workload,
  environment,
  correlationId,
}: Pick<Notice, 'workload' | 'environment' | 'correlationId'>) => [
  {
    kind: 'commands' as const,
    title: 'Look at it',
    lines: [
      `npx everloop trail ${workload} --story ${correlationId} --environment ${environment}`,
      `npx everloop status ${workload} --environment ${environment}`,
    ],
  },
];
