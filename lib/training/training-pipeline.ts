import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnPipeline } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { trainingPrefixOf } from '../../lambdas/contracts/training-layout';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import type { ContainerImage } from './container-image';
import type { DefinePipeline, PipelineNames } from './define-pipeline';
import { JobRoles } from './job-roles';
import { PipelineRole } from './pipeline-role';

export interface TrainingPipelineProps {
  readonly workload: TrainedWorkload;
  /** Of the pipeline and of the workload's model package group. */
  readonly name: string;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly image: ContainerImage;
  readonly define: DefinePipeline;
  /** Functions that steps call, by the name of their file. */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly network?: PipelineNames['network'];
}

/** A workload's pipeline: its roles, and the definition with the names of this template in it. */
export class TrainingPipeline extends Construct {
  readonly resource: CfnPipeline;
  readonly jobs: JobRoles;
  readonly role: PipelineRole;

  constructor(scope: Construct, id: string, props: TrainingPipelineProps) {
    super(scope, id);
    const { workload, name, key, buckets } = props;
    const networked = props.network !== undefined;
    const shared = { workload: workload.id, key, buckets };
    this.jobs = new JobRoles(this, 'Jobs', { ...shared, image: props.image, networked });
    const functions = Object.values(props.functions);
    this.role = new PipelineRole(this, 'Role', { ...shared, jobs: this.jobs, functions });
    const definition = props.define(workload, this.names(props));
    this.resource = new CfnPipeline(this, 'Resource', {
      pipelineName: name,
      pipelineDisplayName: name,
      pipelineDescription: `${workload.title}: data set to registered version`,
      roleArn: this.role.resource.roleArn,
      pipelineDefinition: { PipelineDefinitionBody: Stack.of(this).toJsonString(definition) },
    });
    // The service checks the role when the pipeline is made; its policies are resources of their own.
    this.resource.node.addDependency(this.role, this.jobs);
  }

  private names({ workload, name, key, buckets, image, functions, network }: TrainingPipelineProps): PipelineNames {
    const arnOf = (kind: keyof JobRoles['byKind']) => this.jobs.byKind[kind].resource.roleArn;
    return {
      pipelineName: name,
      modelPackageGroup: name,
      image: image.uri,
      roles: { prepare: arnOf('prepare'), train: arnOf('train'), evaluate: arnOf('evaluate') },
      key: key.keyArn,
      buckets: { curated: buckets.curated.bucketName, models: buckets.models.bucketName },
      outputPrefix: trainingPrefixOf(workload.id),
      functions: Object.fromEntries(Object.entries(functions).map(([file, { functionArn }]) => [file, functionArn])),
      ...(network && { network }),
    };
  }
}
