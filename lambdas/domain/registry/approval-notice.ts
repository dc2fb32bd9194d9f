import type { ApprovalPolicy } from '../../contracts/approval-policy';
import type { Evaluation } from '../../contracts/evaluation';
import { versionMetadata } from '../../contracts/gate-call';
import type { DriftSlice } from '../../contracts/gate-card';
import type { Notice, NoticeBlock } from '../../contracts/notices';
import type { ApprovalVerdict } from './approve-automatically';
import type { ModelVersion } from './model-version';
import { recallBars, scoreTables, sliceTables } from './score-table';

export interface NoticeProps {
  readonly version: ModelVersion;
  readonly workload: string;
  readonly environment: string;
  /** Null when the version came without one. */
  readonly evaluation: Evaluation | null;
  /** Null without a drift slice. */
  readonly slice: DriftSlice | null;
  readonly verdict: ApprovalVerdict;
  /** Of the workload, now. */
  readonly policy: ApprovalPolicy;
}

/** Links that decide would be opened by mail scanners, so there is none: commands, and a page to sign in to. */
export function approvalNotice(props: NoticeProps): Notice {
  const { version, workload, environment, evaluation, slice, verdict } = props;
  const isApproved = verdict.kind === 'approve';
  const title = `${workload} version ${version.version} ${isApproved ? 'is approved by policy' : 'waits for approval'}`;
  return {
    kind: isApproved ? 'approved' : 'approval-wanted',
    workload,
    environment,
    correlationId: version.metadata[versionMetadata.correlationId] ?? '',
    key: version.arn,
    title,
    blocks: [
      { kind: 'text', text: `${title} in ${environment}.` },
      ...(verdict.why === null ? [] : [reasonOf(verdict.kind, verdict.why)]),
      ...(isApproved ? [nextBlock(props)] : []),
      ...scoreBlocks(evaluation),
      ...driftBlocks(evaluation, slice),
      origin(version),
      {
        kind: 'commands',
        title: 'Look at it',
        lines: [`npx everloop models ${workload} --environment ${environment}`],
        link: { url: consolePage(version.arn), note: 'Models, Registered models' },
      },
      ...(isApproved
        ? [undoBlock(props)]
        : [
            decisionBlock('Approve it', commands('approve', 'Approved', props)),
            decisionBlock('Reject it', commands('reject', 'Rejected', props)),
          ]),
      noLinks,
    ],
  };
}

const reasonTitles = { approve: 'Why no person was asked', person: 'Why the policy leaves it to you' } as const;

const decisionBlock = (title: string, lines: string[]): NoticeBlock => ({ kind: 'commands', title, lines });

export const reasonOf = (kind: ApprovalVerdict['kind'], why: string): NoticeBlock => ({
  kind: 'commands',
  title: reasonTitles[kind],
  lines: [why],
});

export const noLinks: NoticeBlock = {
  kind: 'text',
  text: 'No link here decides anything: scanners open links in mails. You need rights in the account of this environment.',
};

/** What happens to a version that a policy has approved, unless somebody takes it back. */
export function nextBlock({ policy }: Pick<NoticeProps, 'policy'>): NoticeBlock {
  const goesOn = policy !== 'person' && policy.automatic.secondApproval === 'none';
  const production = goesOn
    ? "then it goes to production without another question (secondApproval is 'none'); tests, canary and alarms still guard it"
    : 'then a person is asked, by a mail of its own, before it goes to production';
  const undo =
    'The command below takes it back at any time: it ends the release; where the version serves already, the one before it comes back.';
  return { kind: 'text', text: `Next it is released: to pre-production, where it is tested; ${production}. ${undo}` };
}

/** A rejection holds at each point of the way; `rollback` would take whatever serves when the mail is read. */
export const undoBlock = (props: NoticeProps): NoticeBlock =>
  decisionBlock('Take it back', commands('reject', 'Rejected', props));

/** Figures on the golden set, beside those of the version in service. */
export function scoreBlocks(evaluation: Evaluation | null): NoticeBlock[] {
  const [first, ...others] = evaluation ? scoreTables(evaluation) : [];
  if (!evaluation || !first) {
    const text = 'It was registered without scores on a golden set: look at it before you decide.';
    return [{ kind: 'text', text }];
  }
  const { champion, championProblem } = evaluation;
  const beside = champion
    ? 'those of the version in service in brackets'
    : (championProblem ?? 'no version is in service to compare it with');
  const title = `Scores on the golden set; ${beside}`;
  return [...recallBars(evaluation, 'golden'), { ...first, title }, ...others];
}

/**
 * Figures on held-out feedback of the drifted window: a repair shows there, not on the golden set.
 * @param slice what the gate made of it, where that is known
 */
export function driftBlocks(evaluation: Evaluation | null, slice: DriftSlice | null = null): NoticeBlock[] {
  const scored = evaluation ? scoreTables(evaluation, 'drift') : [];
  const [first, ...others] = slice ? sliceTables(slice) : scored;
  if (!first) return [];
  return [...(evaluation ? recallBars(evaluation, 'drift') : []), { ...first, title: driftTitle(slice) }, ...others];
}

function driftTitle(slice: DriftSlice | null): string {
  if (!slice) return 'Scores on held-out examples of the drift; those of the version in service in brackets';
  const beside = slice.champion === null ? 'there was no champion' : 'those of the version in service in brackets';
  if (slice.kind === 'judged') return `Scores on the drift slice; ${beside}`;
  return `The drift slice is too small to be judged: ${slice.why}. Scores all the same; ${beside}`;
}

function origin({ arn, createdAt, metadata }: ModelVersion): NoticeBlock {
  const of = (key: string) => metadata[key] || 'not recorded';
  const rows: [string, string][] = [
    ['registered', createdAt],
    ['story', of(versionMetadata.correlationId)],
    ['data set', of(versionMetadata.datasetManifestId)],
    ['artifact', of(versionMetadata.artifactSha256)],
    ['commit', of(versionMetadata.commit)],
    ['ARN', arn],
  ];
  return { kind: 'facts', title: 'Its origin', rows };
}

function commands(
  verb: 'approve' | 'reject',
  status: 'Approved' | 'Rejected',
  { version: { arn, version }, workload, environment }: Pick<NoticeProps, 'version' | 'workload' | 'environment'>,
): string[] {
  const [, , , region] = arn.split(':');
  return [
    `npx everloop ${verb} ${workload} ${version} --why "YOUR REASON" --environment ${environment}`,
    `aws sagemaker update-model-package --region ${region} --model-package-arn ${arn} --model-approval-status ${status} --approval-description "YOUR REASON"`,
  ];
}

/** The model registry has no page of its own outside Studio; one has to sign in and open it there. */
function consolePage(arn: string): string {
  const [, partition, , region] = arn.split(':');
  const domain = partition === 'aws-cn' ? 'console.amazonaws.cn' : 'console.aws.amazon.com';
  return `https://${region}.${domain}/sagemaker/home?region=${region}#/studio-landing`;
}
