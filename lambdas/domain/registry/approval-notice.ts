import type { Evaluation } from '../../contracts/evaluation';
import { versionMetadata } from '../../contracts/gate-call';
import type { Notice, NoticeBlock } from '../../contracts/notices';
import type { ModelVersion } from './model-version';
import { recallBars, scoreTables } from './score-table';

export interface NoticeProps {
  readonly version: ModelVersion;
  readonly workload: string;
  readonly environment: string;
  /** Null when the version came without one. */
  readonly evaluation: Evaluation | null;
}

/** Links that decide would be opened by mail scanners, so there is none: commands, and a page to sign in to. */
export function approvalNotice({ version, workload, environment, evaluation }: NoticeProps): Notice {
  const title = `${workload} version ${version.version} waits for approval`;
  const place = { version, workload, environment };
  return {
    kind: 'approval-wanted',
    workload,
    environment,
    correlationId: version.metadata[versionMetadata.correlationId] ?? '',
    key: version.arn,
    title,
    blocks: [
      { kind: 'text', text: `${title} in ${environment}.` },
      ...scoreBlocks(evaluation),
      ...driftBlocks(evaluation),
      origin(version),
      {
        kind: 'commands',
        title: 'Look at it',
        lines: [`npx everloop models ${workload} --environment ${environment}`],
        link: { url: consolePage(version.arn), note: 'Models, Registered models' },
      },
      { kind: 'commands', title: 'Approve it', lines: commands('approve', 'Approved', place) },
      { kind: 'commands', title: 'Reject it', lines: commands('reject', 'Rejected', place) },
      {
        kind: 'text',
        text: 'No link here decides anything: scanners open links in mails. You need rights in the account of this environment.',
      },
    ],
  };
}

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

/** Figures on held-out examples of the drifted window: a repair shows there, not on the golden set. */
export function driftBlocks(evaluation: Evaluation | null): NoticeBlock[] {
  const [first, ...others] = evaluation ? scoreTables(evaluation, 'drift') : [];
  if (!evaluation || !first) return [];
  const title = 'Scores on held-out examples of the drift; those of the version in service in brackets';
  return [...recallBars(evaluation, 'drift'), { ...first, title }, ...others];
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
  { version: { arn, version }, workload, environment }: Omit<NoticeProps, 'evaluation'>,
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
