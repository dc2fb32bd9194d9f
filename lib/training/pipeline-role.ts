import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { pipelineJobPrefix, tuningJobPattern } from '../../lambdas/contracts/loop-events';
import { trainingPrefixOf } from '../../lambdas/contracts/training-layout';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import type { ModelGroup } from '../registry/model-group';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { ContainerImage } from './container-image';
import { allowEncryptedVolumes, type JobRole, SageMakerRole } from './job-role';

export interface PipelineRoleProps {
  readonly workload: string;
  /** Its training step is a tuning job. */
  readonly isTuned: boolean;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  /** Of the jobs that it starts. */
  readonly jobs: readonly JobRole[];
  readonly image: ContainerImage;
  /** That its steps call. */
  readonly functions: readonly IFunction[];
  /** Its versions are registered there. */
  readonly group: ModelGroup;
}

/** Resource types and operations of the jobs that our steps start. */
const jobs = [
  { resource: 'processing-job', operation: 'ProcessingJob', name: `${pipelineJobPrefix}*` },
  { resource: 'training-job', operation: 'TrainingJob', name: `${pipelineJobPrefix}*` },
];
const tuning = {
  resource: 'hyper-parameter-tuning-job',
  operation: 'HyperParameterTuningJob',
  name: tuningJobPattern,
};

/** What the pipeline itself does: start, watch and stop its jobs, hand each its role, call functions, read results. */
export class PipelineRole extends SageMakerRole {
  constructor(scope: Construct, id: string, props: PipelineRoleProps) {
    const { workload, key, buckets, functions } = props;
    super(scope, id, { description: `${workload}: starts the steps of its pipeline` });
    this.allowJobs(props.isTuned ? [...jobs, tuning] : jobs);
    this.allow(
      ['iam:PassRole'],
      props.jobs.map(({ resource }) => resource.roleArn),
      { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    );
    this.allow(
      ['lambda:InvokeFunction'],
      functions.map(({ functionArn }) => functionArn),
    );
    props.group.grantRegister(this);
    // A version's image and artifact are looked up with the rights of who registers it.
    props.image.grantPull(this);
    // Property files: what conditions read out of a step's output.
    allowObjects(this, { actions: ['s3:GetObject'], bucket: buckets.models, prefixes: [trainingPrefixOf(workload)] });
    allowKeyUseThrough(['s3'], this, key);
    allowEncryptedVolumes(this, key);
  }

  /** Jobs of a pipeline are named after its executions; the rest of their names is random. */
  private allowJobs(kinds: readonly (typeof tuning)[]): void {
    const stack = Stack.of(this);
    for (const { resource, operation, name } of kinds) {
      const arn = stack.formatArn({ service: 'sagemaker', resource, resourceName: name });
      const verbs = ['Create', 'Describe', 'Stop'];
      this.allow([...verbs.map(verb => `sagemaker:${verb}${operation}`), 'sagemaker:AddTags'], [arn]);
      const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, arn)}]`;
      acknowledge(this, finding, 'Jobs of pipelines; their names end in what SageMaker draws.');
    }
  }
}
