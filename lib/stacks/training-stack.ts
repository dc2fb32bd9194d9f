import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { releaseName } from '../../lambdas/contracts/release';
import type { Tracking } from '../config/tracking';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import { addOutputs } from '../observability/stack-outputs';
import { TrailRecorder } from '../trail/trail-recorder';
import { Training } from '../training/training';
import type { DataStack } from './data-stack';
import type { RegistryStack } from './registry-stack';

export interface TrainingStackProps extends StackProps {
  readonly workloads: readonly TrainedWorkload[];
  readonly data: DataStack;
  readonly registry: RegistryStack;
  readonly functions: (stack: Stack) => FunctionSettings;
  readonly containerDirectory: string;
  readonly tracking: Tracking;
  /** Of the code that is deployed. */
  readonly commit: string;
}

/** Pipelines that make models, and the record of what happens in them. */
export class TrainingStack extends Stack {
  readonly training: Training;
  readonly recorder: TrailRecorder;
  readonly workloads: readonly TrainedWorkload[];

  constructor(scope: Construct, id: string, props: TrainingStackProps) {
    const { workloads, data, registry, functions, containerDirectory, tracking, commit, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: 'Everloop: pipelines that make models, and their trail' });
    this.workloads = workloads;
    const shared = { settings: functions(this), key: data.key.resource, buckets: data.buckets };
    this.training = new Training(this, 'Training', {
      ...shared,
      workloads,
      containerDirectory,
      tracking,
      commit,
      registry: registry.registry,
      trail: data.trail,
    });
    const { pipelines, image } = this.training;
    const names = { project: shared.settings.project, environment: shared.settings.environmentName };
    this.recorder = new TrailRecorder(this, 'Trail', {
      ...shared,
      table: data.trail,
      registry: registry.registry,
      pipelines: pipelines.map(({ resource }) => resource.pipelineName),
      releases: workloads.map(({ id: workload }) => releaseName({ ...names, workload })),
    });
    const { function: record } = this.recorder;
    addOutputs(this, 'Training', {
      ContainerImage: image.uri,
      RecordEventFunction: record.resource.functionName,
      RecordEventLogs: record.logGroup.logGroupName,
    });
  }
}
