import type { Evaluation } from '../../contracts/evaluation';
import { versionMetadata } from '../../contracts/gate-call';
import type { DriftSlice } from '../../contracts/gate-card';
import type { ApprovalVerdict } from './approve-automatically';
import type { ModelVersion } from './model-version';
import { scoreTable, sliceTable } from './score-table';

export interface ApprovalNotice {
  /** ASCII, at most 100 characters: SNS refuses others. */
  readonly subject: string;
  readonly text: string;
}

export interface NoticeProps {
  readonly version: ModelVersion;
  readonly workload: string;
  readonly environment: string;
  /** Null when the version came without one. */
  readonly evaluation: Evaluation | null;
  /** Null without a drift slice. */
  readonly slice: DriftSlice | null;
  readonly verdict: ApprovalVerdict;
}

/** Links that decide would be opened by mail scanners, so there is none: commands, and a page to sign in to. */
export function approvalNotice(props: NoticeProps): ApprovalNotice {
  const { version, workload, environment, evaluation, slice, verdict } = props;
  const said = verdict.kind === 'approve' ? 'is approved by policy' : 'waits for approval';
  const title = `${workload} version ${version.version} ${said}`;
  const text = [
    `${title} in ${environment}.`,
    ...(verdict.why === null ? [] : [`${reasonTitles[verdict.kind]}\n  ${verdict.why}`]),
    scores(evaluation),
    ...(slice ? [sliceText(slice)] : []),
    origin(version),
    `Look at it\n  npx everloop models ${workload} --environment ${environment}\n  ${consolePage(version.arn)} (Models, Registered models)`,
    ...(verdict.kind === 'approve' ? [] : [`Approve it\n${commands('approve', 'Approved', props)}`]),
    `${verdict.kind === 'approve' ? 'Take it back' : 'Reject it'}\n${commands('reject', 'Rejected', props)}`,
    'No link here decides anything: scanners open links in mails. You need rights in the account of this environment.',
  ].join('\n\n');
  return { subject: `Everloop ${environment}: ${title}`.slice(0, 100), text: `${text}\n` };
}

const reasonTitles = { approve: 'Why no person was asked', person: 'Why the policy leaves it to you' } as const;

/** What the gate says of held-out feedback of the drifted window. */
function sliceText(slice: DriftSlice): string {
  const beside = slice.champion === null ? 'there was no champion' : 'those of the champion in brackets';
  const title =
    slice.kind === 'judged'
      ? `Scores on the drift slice; ${beside}`
      : `The drift slice is too small to be judged: ${slice.why}. Scores all the same; ${beside}`;
  return `${title}\n\n${sliceTable(slice)}`;
}

function scores(evaluation: Evaluation | null): string {
  const table = evaluation && scoreTable(evaluation);
  if (!table) return 'It was registered without scores on a golden set: look at it before you decide.';
  const { champion, championProblem } = evaluation;
  const beside = champion
    ? 'those of the version in service in brackets'
    : (championProblem ?? 'no version is in service to compare it with');
  return `Scores on the golden set; ${beside}\n\n${table}`;
}

function origin({ arn, createdAt, metadata }: ModelVersion): string {
  const of = (key: string) => metadata[key] || 'not recorded';
  const rows = [
    ['registered', createdAt],
    ['story', of(versionMetadata.correlationId)],
    ['data set', of(versionMetadata.datasetManifestId)],
    ['artifact', of(versionMetadata.artifactSha256)],
    ['commit', of(versionMetadata.commit)],
    ['ARN', arn],
  ];
  return `Where it comes from\n${rows.map(([name = '', value]) => `  ${name.padEnd(11)} ${value}`).join('\n')}`;
}

function commands(
  verb: 'approve' | 'reject',
  status: 'Approved' | 'Rejected',
  { version: { arn, version }, workload, environment }: Pick<NoticeProps, 'version' | 'workload' | 'environment'>,
): string {
  const [, , , region] = arn.split(':');
  return [
    `  npx everloop ${verb} ${workload} ${version} --why "YOUR REASON" --environment ${environment}`,
    `  aws sagemaker update-model-package --region ${region} --model-package-arn ${arn} --model-approval-status ${status} --approval-description "YOUR REASON"`,
  ].join('\n');
}

/** The model registry has no page of its own outside Studio; one has to sign in and open it there. */
function consolePage(arn: string): string {
  const [, partition, , region] = arn.split(':');
  const domain = partition === 'aws-cn' ? 'console.amazonaws.cn' : 'console.aws.amazon.com';
  return `https://${region}.${domain}/sagemaker/home?region=${region}#/studio-landing`;
}
