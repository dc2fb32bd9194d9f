import * as z from 'zod/mini';

/** What CloudFormation asks of a custom resource; only the fields used. */
export const resourceRequestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Signed; the answer is put there. */
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.optional(z.string()),
});

export type ResourceRequest = z.infer<typeof resourceRequestSchema>;

/** Without an answer CloudFormation waits for an hour. */
export interface ResourceAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}
