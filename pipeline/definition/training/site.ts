/** What a deployment gives to a training pipeline. Values may be tokens that only deployment resolves. */
export interface TrainingSite {
  readonly workload: string;
  /** Shown to people. */
  readonly title: string;
  /** By digest, so that a version always means the same code. */
  readonly imageUri: string;
  /** Assumed by the jobs: one role per kind, each with the least it needs. */
  readonly roles: { readonly processing: string; readonly training: string };
  readonly buckets: { readonly curated: string; readonly models: string };
  /** Customer key of volumes and outputs. */
  readonly kmsKeyId: string;
  /** Judges a candidate; its contract is lambdas/contracts/gate-call.ts. */
  readonly gateFunctionArn: string;
  readonly modelPackageGroupName: string;
  /** Of the code that is deployed. */
  readonly commit: string;
  /** Jobs run in these subnets; with network isolation they reach nothing from there. */
  readonly network?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  /** Absent: experiments are not tracked. */
  readonly tracking?: TrackingSite;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Where and as whom the tracking step writes an execution's figures. */
export interface TrackingSite {
  /** The container with the packages of the `track` command. */
  readonly imageUri: string;
  readonly roleArn: string;
  /** `local`, or the ARN of a managed tracking server or app. */
  readonly store: string;
  /** Of the environment and workload. */
  readonly experiment: string;
}
