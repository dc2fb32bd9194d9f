import type { TrainedWorkload } from '../config/trained-workloads';

/** What a definition must name and only a template knows. Texts may be references that CloudFormation fills in. */
export interface PipelineNames {
  readonly pipelineName: string;
  readonly modelPackageGroup: string;
  /** Of the container, by the hash of its source. */
  readonly image: string;
  /** ARN of the role of each kind of job. */
  readonly roles: Readonly<Record<JobKind, string>>;
  /** ARN; encrypts volumes and outputs. */
  readonly key: string;
  readonly buckets: { readonly curated: string; readonly models: string };
  /** In the models bucket, with its slash: where the jobs may write. */
  readonly outputPrefix: string;
  /** ARNs of the functions that a step may call, by the name of their file. */
  readonly functions: Readonly<Record<string, string>>;
  readonly network?: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[] };
}

export const jobKinds = ['prepare', 'train', 'evaluate'] as const;
export type JobKind = (typeof jobKinds)[number];

/** The definition of a workload's pipeline, Version 2020-12-01. Pure: the same names give the same document. */
export type DefinePipeline = (workload: TrainedWorkload, names: PipelineNames) => object;
