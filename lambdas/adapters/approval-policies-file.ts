import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApprovalPolicies, approvalPoliciesFileName, approvalPoliciesSchema } from '../contracts/approval-policy';

/** The policies that synth wrote beside the bundled handler. @throws when the file is missing or invalid. */
export function readApprovalPolicies(folder: string): ApprovalPolicies {
  return approvalPoliciesSchema.parse(JSON.parse(readFileSync(join(folder, approvalPoliciesFileName), 'utf8')));
}
