import type { Evaluation } from '../../contracts/evaluation';
import type { Notice, NoticeBlock } from '../../contracts/notices';
import { driftBlocks, scoreBlocks } from '../registry/approval-notice';

export interface DecisionNoticeProps {
  readonly workload: string;
  readonly environment: string;
  readonly version: number;
  readonly correlationId: string;
  /** Of the release's pipeline: each one asks once. */
  readonly executionId: string;
  /** Version in production; null when nothing serves yet. */
  readonly serving: number | null;
  readonly evaluation: Evaluation | null;
  /** What the stage Test measured in pre-production. */
  readonly tested: string;
  readonly pipeline: string;
  readonly region: string;
}

const text = (content: string): NoticeBlock => ({ kind: 'text', text: content });
const commands = (title: string, ...lines: readonly string[]): NoticeBlock => ({
  kind: 'commands',
  title,
  lines: [...lines],
});

/** Links that decide would be opened by mail scanners, so there is none: commands, and where to sign in. */
export function decisionNotice(props: DecisionNoticeProps): Notice {
  const { workload, environment, version, serving, correlationId, tested, pipeline, region } = props;
  const title = `${workload} version ${version} waits for the way to production`;
  const command = (verb: string) =>
    `npx everloop release ${workload} ${verb} --model-version ${version} --why "YOUR REASON" --environment ${environment}`;
  return {
    kind: 'approval-wanted',
    workload,
    environment,
    correlationId,
    key: `release ${props.executionId}`,
    title,
    blocks: [
      text(`${title} in ${environment}.`),
      text(serving === null ? 'Nothing serves in production yet.' : `Production serves version ${serving}.`),
      { kind: 'facts', title: 'Measured in pre-production, through the endpoint', rows: [['test', tested]] },
      ...scoreBlocks(props.evaluation),
      ...driftBlocks(props.evaluation),
      text(`Story ${correlationId}`),
      commands('Look at it', `npx everloop release ${workload} status --environment ${environment}`),
      commands('Approve it', command('approve')),
      commands('Reject it', command('reject')),
      commands(
        'By the AWS CLI: the token of stage Approval is in',
        `aws codepipeline get-pipeline-state --region ${region} --name ${pipeline}`,
        `aws codepipeline put-approval-result --region ${region} --pipeline-name ${pipeline} --stage-name Approval --action-name Decide --token TOKEN --result summary="YOUR REASON",status=Approved`,
      ),
      text('It ends by itself after 7 days. No link here decides anything: scanners open links in mails.'),
    ],
  };
}

export interface EndNoticeProps {
  readonly workload: string;
  readonly environment: string;
  readonly version: number;
  readonly correlationId: string;
  /** Of the release, or of what ends it: told once. */
  readonly id: string;
  readonly why: string;
}

interface Ended extends Omit<EndNoticeProps, 'why'> {
  readonly kind: Notice['kind'];
  readonly title: string;
  readonly blocks: readonly NoticeBlock[];
}

/** @param status the command that shows what serves now */
const ended = ({ kind, workload, environment, correlationId, id, title, blocks }: Ended, status: string): Notice => ({
  kind,
  workload,
  environment,
  correlationId,
  key: id,
  title,
  blocks: [
    ...blocks,
    commands(
      'Look at it',
      `npx everloop ${status} --environment ${environment}`,
      `npx everloop trail ${workload} --environment ${environment}`,
    ),
  ],
});

/** The version serves production, verified. */
export function releasedNotice(props: Omit<EndNoticeProps, 'why'>): Notice {
  const { workload, environment, version } = props;
  const title = `${workload} version ${version} serves production`;
  const fact =
    'It was deployed, no alarm of its new fleet rose while it was watched, and its endpoint answered golden images as this version.';
  const blocks = [text(`${title} in ${environment}.`), text(fact)];
  return ended({ ...props, kind: 'released', title, blocks }, 'endpoints');
}

/** @param serving version in production now; null when no release's version serves */
export function failureNotice(props: EndNoticeProps, serving: number | null): Notice {
  const { workload, environment, version, why } = props;
  const now = serving === null ? 'No released version serves in production' : `Production serves version ${serving}`;
  const blocks = [
    text(`The release of ${workload} version ${version} in ${environment} ended. ${now}.`),
    commands('Why', why),
  ];
  const title = `release of ${workload} version ${version} did not succeed`;
  return ended({ ...props, kind: 'release-failed', title, blocks }, `release ${workload} status`);
}

const facts = {
  rejected: 'was rejected in service',
  unproven: 'could not be verified in service',
} as const;

/** Why a version leaves production. */
export type LeavingFact = keyof typeof facts;

/** @param target version that serves from now on; null when there is none to go back to */
export function rollbackNotice(props: EndNoticeProps & { readonly fact: LeavingFact }, target: number | null): Notice {
  const { workload, environment, version, fact, why } = props;
  const title = `${workload} version ${version} ${facts[fact]}`;
  const doing =
    target === null
      ? 'There is no other approved version to go back to: it goes on serving until one is released.'
      : `Production goes back to version ${target} now.`;
  const blocks = [text(`${title} in ${environment}.`), text(doing), commands('Why', why)];
  return ended({ ...props, kind: 'rolled-back', title, blocks }, 'endpoints');
}
