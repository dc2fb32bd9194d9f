import { versionMetadata } from '../../contracts/gate-call';
import type { Approval, ModelVersion } from './model-version';

/** What a person says of a version. */
export interface Decision {
  readonly approval: Exclude<Approval, 'PendingManualApproval'>;
  /** 1 to 1,024 characters on one line. */
  readonly why: string;
  /** A user's name, or the ARN of whoever called. */
  readonly by: string;
}

/** SageMaker takes 256 characters of a metadata value, and of these kinds only. */
const longestValue = 256;
const forbidden = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;

/** Metadata that are written in the same call as the decision; AWS's own record is in CloudTrail. */
export const decisionMetadata = ({ approval, by }: Decision): Readonly<Record<string, string>> => ({
  [versionMetadata.decision]: `${approval} by ${by.replace(forbidden, '-')}`.slice(0, longestValue),
});

/** Who decided; undefined when the version was decided on later by another way, which leaves these metadata behind. */
export function decidedBy({ approval, metadata }: Pick<ModelVersion, 'approval' | 'metadata'>): string | undefined {
  const [, status, by] = /^(\w+) by (.+)$/.exec(metadata[versionMetadata.decision] ?? '') ?? [];
  return status === approval ? by : undefined;
}
