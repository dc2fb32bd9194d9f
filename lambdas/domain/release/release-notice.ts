import type { Evaluation } from '../../contracts/evaluation';
import { scoreTable } from '../registry/score-table';

export interface ReleaseNotice {
  /** ASCII, at most 100 characters: SNS refuses others. */
  readonly subject: string;
  readonly text: string;
}

export interface DecisionNoticeProps {
  readonly workload: string;
  readonly environment: string;
  readonly version: number;
  readonly correlationId: string;
  /** Version in production; null when nothing serves yet. */
  readonly serving: number | null;
  readonly evaluation: Evaluation | null;
  /** What the stage Test measured in pre-production. */
  readonly tested: string;
  readonly pipeline: string;
  readonly region: string;
}

/** Links that decide would be opened by mail scanners, so there is none: commands, and where to sign in. */
export function decisionNotice(props: DecisionNoticeProps): ReleaseNotice {
  const { workload, environment, version, serving, correlationId, tested, pipeline, region } = props;
  const title = `${workload} version ${version} waits for the way to production`;
  const table = props.evaluation && scoreTable(props.evaluation);
  const command = (verb: string) =>
    `  npx everloop release ${workload} ${verb} --model-version ${version} --why "YOUR REASON" --environment ${environment}`;
  const text = [
    `${title} in ${environment}.`,
    serving === null ? 'Nothing serves in production yet.' : `Production serves version ${serving}.`,
    `Measured in pre-production, through the endpoint\n  ${tested}`,
    table
      ? `Scores on the golden set; those of the version in service in brackets\n\n${table}`
      : 'It was registered without scores on a golden set: look at it before you decide.',
    `Story ${correlationId}`,
    `Look at it\n  npx everloop release ${workload} status --environment ${environment}`,
    `Approve it\n${command('approve')}`,
    `Reject it\n${command('reject')}`,
    `By the AWS CLI: the token of stage Approval is in\n  aws codepipeline get-pipeline-state --region ${region} --name ${pipeline}\n  aws codepipeline put-approval-result --region ${region} --pipeline-name ${pipeline} --stage-name Approval --action-name Decide --token TOKEN --result summary="YOUR REASON",status=Approved`,
    'It ends by itself after 7 days. No link here decides anything: scanners open links in mails.',
  ].join('\n\n');
  return { subject: `Everloop ${environment}: ${title}`.slice(0, 100), text: `${text}\n` };
}

export interface EndNoticeProps {
  readonly workload: string;
  readonly environment: string;
  readonly version: number;
  readonly why: string;
}

/** @param serving version in production now; null when no release's version serves */
export const failureNotice = (
  { workload, environment, version, why }: EndNoticeProps,
  serving: number | null,
): ReleaseNotice => ({
  subject: `Everloop ${environment}: release of ${workload} version ${version} did not succeed`.slice(0, 100),
  text: `The release of ${workload} version ${version} in ${environment} ended. ${serving === null ? 'No released version serves in production' : `Production serves version ${serving}`}.\n\nWhy\n  ${why}\n\nLook at it\n  npx everloop release ${workload} status --environment ${environment}\n  npx everloop trail ${workload} --environment ${environment}\n`,
});

const facts = {
  rejected: 'was rejected in service',
  unproven: 'could not be verified in service',
} as const;

/** Why a version leaves production. */
export type LeavingFact = keyof typeof facts;

/** @param target version that serves from now on; null when there is none to go back to */
export function rollbackNotice(
  { workload, environment, version, fact, why }: EndNoticeProps & { readonly fact: LeavingFact },
  target: number | null,
): ReleaseNotice {
  const title = `${workload} version ${version} ${facts[fact]}`;
  const doing =
    target === null
      ? 'There is no other approved version to go back to: it goes on serving until one is released.'
      : `Production goes back to version ${target} now.`;
  return {
    subject: `Everloop ${environment}: ${title}`.slice(0, 100),
    text: `${title} in ${environment}.\n\n${doing}\n\nWhy\n  ${why}\n\nLook at it\n  npx everloop endpoints --environment ${environment}\n  npx everloop trail ${workload} --environment ${environment}\n`,
  };
}
