/** A version of a model package group, as its registry describes it. */
export interface ModelVersion {
  /** `arn:<partition>:sagemaker:<region>:<account>:model-package/<group>/<version>` */
  readonly arn: string;
  readonly version: number;
  readonly approval: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** CustomerMetadataProperties; contracts/gate-call names the keys. */
  readonly metadata: Readonly<Record<string, string>>;
  /** `s3://bucket/key` of the evaluation; absent when the version came without one. */
  readonly qualityUri?: string;
}
