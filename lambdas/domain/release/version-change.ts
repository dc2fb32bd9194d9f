import * as z from 'zod/mini';
import { workloadOfName } from '../../contracts/resource-names';

const versionChangeSchema = z.object({
  time: z.string(),
  detail: z.object({
    ModelPackageArn: z.string(),
    ModelPackageGroupName: z.string(),
    ModelPackageVersion: z.int(),
    ModelApprovalStatus: z.string(),
    /** Of SageMaker, as ISO 8601 or milliseconds; absent in some of its events. */
    LastModifiedTime: z.optional(z.union([z.string(), z.number()])),
    /** Which fields the change was about. */
    UpdatedModelPackageFields: z.optional(z.array(z.string())),
  }),
});

export interface VersionChange {
  readonly workload: string;
  readonly arn: string;
  readonly version: number;
  readonly approval: string;
  /** ISO 8601, UTC; the same for each delivery of one change. */
  readonly changedAt: string;
}

/**
 * A change of a version's approval in this environment; undefined for other environments, and for changes that leave the
 * approval as it is. @throws z.core.$ZodError for anything but a "Model Package State Change"
 */
export function readVersionChange(event: unknown, environment: string): VersionChange | undefined {
  const { time, detail } = versionChangeSchema.parse(event);
  const workload = workloadOfName(detail.ModelPackageGroupName, environment);
  const fields = detail.UpdatedModelPackageFields;
  if (workload === undefined || (fields && !fields.includes('ModelApprovalStatus'))) return undefined;
  return {
    workload,
    arn: detail.ModelPackageArn,
    version: detail.ModelPackageVersion,
    approval: detail.ModelApprovalStatus,
    changedAt: new Date(detail.LastModifiedTime ?? time).toISOString(),
  };
}
