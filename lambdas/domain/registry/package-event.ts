import * as z from 'zod/mini';

/** What we read of EventBridge's "SageMaker Model Package State Change". */
const packageEventSchema = z.object({
  id: z.string(),
  time: z.string(),
  detail: z.object({
    ModelPackageArn: z.string(),
    ModelPackageGroupName: z.string(),
    ModelPackageVersion: z.int(),
    ModelPackageStatus: z.string(),
    ModelApprovalStatus: z.string(),
  }),
});

export type PackageEvent = z.infer<typeof packageEventSchema>['detail'];

/** The detail of a state change of a version. @throws z.core.$ZodError for anything else */
export const readPackageEvent = (event: unknown): PackageEvent => packageEventSchema.parse(event).detail;

/** Whether a person must decide: registered whole, and neither approved nor rejected. */
export const waitsForApproval = ({ ModelPackageStatus, ModelApprovalStatus }: PackageEvent): boolean =>
  ModelPackageStatus === 'Completed' && ModelApprovalStatus === 'PendingManualApproval';
