/** What a person has said of a version. */
export const approvals = ['PendingManualApproval', 'Approved', 'Rejected'] as const;
export type Approval = (typeof approvals)[number];

/** A version of a model package group, as its registry describes it. */
export interface ModelVersion {
  /** `arn:<partition>:sagemaker:<region>:<account>:model-package/<group>/<version>` */
  readonly arn: string;
  readonly version: number;
  readonly approval: string;
  /** Why a person decided so; absent before that. */
  readonly why?: string;
  /** Who decided so, where it was said with the decision. */
  readonly decidedBy?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Of the decision, unless something else was changed later. ISO 8601, UTC. */
  readonly changedAt?: string;
  /** CustomerMetadataProperties; contracts/gate-call names the keys. */
  readonly metadata: Readonly<Record<string, string>>;
  /** `s3://bucket/key` of its model.tar.gz. */
  readonly modelUri?: string;
  /** Container image, by digest where the registry knows it. */
  readonly image?: string;
  /** `s3://bucket/key` of the evaluation; absent when the version came without one. */
  readonly qualityUri?: string;
}
