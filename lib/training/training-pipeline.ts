import { Stack, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnPipeline } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { trainingSteps } from '../../lambdas/contracts/gate-call';
import { isTuned } from '../../pipeline/definition/training/fitting';
import type { TrackingSite, TrainingSite } from '../../pipeline/definition/training/site';
import { trainingPipeline } from '../../pipeline/definition/training-pipeline';
import { validateDefinition } from '../../pipeline/definition/validate-definition';
import type { Tracking } from '../config/tracking';
import type { TrainedWorkload } from '../config/trained-workloads';
import { acknowledge } from '../observability/acknowledge';
import type { ModelGroup } from '../registry/model-group';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import type { ContainerImage } from './container-image';
import { JobRoles } from './job-roles';
import { PipelineRole } from './pipeline-role';
import { TrackingRole } from './tracking-role';

export interface TrainingPipelineProps {
  readonly workload: TrainedWorkload;
  readonly name: string;
  readonly group: ModelGroup;
  /** Of the code that is deployed. */
  readonly commit: string;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly image: ContainerImage;
  /** Judges candidates. */
  readonly gate: IFunction;
  readonly network?: NonNullable<TrainingSite['network']>;
  /** Absent: experiments are not tracked. */
  readonly tracking?: TrackingProps;
  /** Of every job: SageMaker does not hand down the pipeline's own. */
  readonly jobTags: Readonly<Record<string, string>>;
}

export interface TrackingProps {
  readonly settings: Tracking;
  /** The container with the packages that tracking needs. */
  readonly image: ContainerImage;
}

/** A workload's pipeline: its roles, and the definition with the names of this template in it. */
export class TrainingPipeline extends Construct {
  readonly resource: CfnPipeline;
  readonly name: string;
  readonly jobs: JobRoles;
  /** Present where experiments are tracked. */
  readonly tracking?: TrackingRole;
  readonly role: PipelineRole;

  constructor(scope: Construct, id: string, props: TrainingPipelineProps) {
    super(scope, id);
    const { workload, name, key, buckets } = props;
    this.name = name;
    const networked = props.network !== undefined;
    const shared = { workload: workload.id, key, buckets };
    const { backbone } = workload.plan.settings;
    this.jobs = new JobRoles(this, 'Jobs', {
      ...shared,
      ...(backbone !== undefined && { backbone }),
      image: props.image,
      networked,
    });
    const tracking = props.tracking && this.trackingRole(props, props.tracking);
    if (tracking) this.tracking = tracking;
    this.role = new PipelineRole(this, 'Role', {
      ...shared,
      image: props.image,
      jobs: [...this.jobs.all, ...(tracking ? [tracking] : [])],
      functions: [props.gate],
      group: props.group,
      isTuned: isTuned(workload.plan),
    });
    this.resource = new CfnPipeline(this, 'Resource', {
      pipelineName: name,
      pipelineDisplayName: name,
      pipelineDescription: `${workload.title}: data set to registered version`,
      roleArn: this.role.resource.roleArn,
      pipelineDefinition: { PipelineDefinitionBody: Stack.of(this).toJsonString(this.define(props)) },
    });
    // The service checks the role when the pipeline is made; its policies are resources of their own.
    this.resource.node.addDependency(this.role, this.jobs, ...(tracking ? [tracking] : []));
  }

  private trackingRole(props: TrainingPipelineProps, { settings, image }: TrackingProps): TrackingRole {
    const { workload, key, buckets, network } = props;
    const role = new TrackingRole(this, 'Tracking', {
      workload: workload.id,
      tracking: settings,
      isTuned: isTuned(workload.plan),
      key,
      buckets,
      image,
      networked: network !== undefined,
    });
    const reason = 'It writes to the experiment store; it sees figures and the model, no example of anybody.';
    acknowledge(this, `Everloop-SM2[Step::${trainingSteps.track}]`, reason);
    return role;
  }

  get arn(): string {
    const resourceName = this.resource.pipelineName;
    return Stack.of(this).formatArn({ service: 'sagemaker', resource: 'pipeline', resourceName });
  }

  private define({ workload, name, image, gate, group, network, ...props }: TrainingPipelineProps): object {
    const { processing, training } = this.jobs.byKind;
    const tracking = props.tracking && this.trackingSite(name, props.tracking);
    const definition = trainingPipeline(workload.plan, {
      workload: workload.id,
      title: workload.title,
      imageUri: image.uri,
      roles: { processing: processing.resource.roleArn, training: training.resource.roleArn },
      buckets: { curated: props.buckets.curated.bucketName, models: props.buckets.models.bucketName },
      kmsKeyId: props.key.keyArn,
      gateFunctionArn: gate.functionArn,
      modelPackageGroupName: group.name,
      commit: props.commit,
      tags: props.jobTags,
      ...(network && { network }),
      ...(tracking && { tracking }),
    });
    // What would fail in an hour fails now; references of the template fit wherever a text does.
    validateDefinition(definition, { isOpaque: text => Token.isUnresolved(text) });
    return definition;
  }

  /** Runs are told apart by environment and workload as versions are. */
  private trackingSite(experiment: string, { settings, image }: TrackingProps): TrackingSite | undefined {
    if (!this.tracking) return undefined;
    const store = settings.kind === 'managed' ? settings.storeArn : settings.kind;
    return { imageUri: image.uri, roleArn: this.tracking.resource.roleArn, store, experiment };
  }
}
