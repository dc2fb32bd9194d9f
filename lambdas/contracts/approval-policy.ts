import * as z from 'zod/mini';

/** Who approves what passed the gate. */
export const approvalPolicySchema = z.union([
  z.literal('person'),
  z.strictObject({
    /** A version that wins by so much is approved without a person; docs/retraining.md has the rule. */
    automatic: z.strictObject({
      /**
       * By how much the challenger must win the drift slice, as a whole and in each judged class. At 0 chance would approve,
       * and no repair is worth more than half.
       */
      margin: z._default(z.number().check(z.gt(0), z.maximum(0.5)), 0.05),
      /** `person`: the release still waits for one before production. `none`: it does not, whoever approved the version. */
      secondApproval: z._default(z.enum(['person', 'none']), 'person'),
    }),
  }),
]);

export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;

/** By workload id; only those that are trained. */
export const approvalPoliciesSchema = z.record(z.string(), approvalPolicySchema);
export type ApprovalPolicies = Readonly<Record<string, ApprovalPolicy>>;

/** Name of the file beside the bundled handlers that holds the policies. */
export const approvalPoliciesFileName = 'approval-policies.json';

/** Who decides where a policy does; no user and no ARN is named so. */
export const policyName = 'policy automatic';
