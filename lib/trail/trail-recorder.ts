import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { loopEventTypes, pipelineJobPrefix } from '../../lambdas/contracts/loop-events';
import { trainingPrefix } from '../../lambdas/contracts/training-layout';
import { EventQueue } from '../functions/event-queue';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import type { TrailTable } from './trail-table';

export interface TrailRecorderProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly table: TrailTable;
  readonly registry: Registry;
  /** Names of the workloads' pipelines. */
  readonly pipelines: readonly string[];
  /** Names of their release pipelines. */
  readonly releases: readonly string[];
}

const timeoutSeconds = 30;

/** Executions, their steps and training jobs, and versions: each change becomes one record. */
export class TrailRecorder extends Construct {
  readonly function: FeatureFunction;
  readonly queue: EventQueue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TrailRecorderProps,
  ) {
    super(scope, id);
    const { settings, key, table, registry } = props;
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'trail/record-event',
      description: 'Records what happens in the loops, each event once',
      memoryMiB: 256,
      timeoutSeconds,
    });
    table.grantAppend(this.function);
    for (const group of registry.groups) group.grantDescribeVersions(this.function);
    this.grantExecutions();
    this.queue = new EventQueue(this, 'Queue', { key, consumer: this.function, timeoutSeconds });
    this.receive();
  }

  private receive(): void {
    const { pipelines, releases, registry, buckets } = this.props;
    const source = ['aws.sagemaker'];
    this.queue.receive('PipelineChanged', 'Executions of our pipelines, and their steps', {
      source,
      detailType: [loopEventTypes.execution, loopEventTypes.step],
      detail: { pipelineArn: pipelines.map(name => this.pipelineArn(name)) },
    });
    this.queue.receive('TrainingJobChanged', 'Training jobs of our pipelines', {
      source,
      detailType: [loopEventTypes.trainingJob],
      detail: {
        TrainingJobName: [{ prefix: pipelineJobPrefix }],
        OutputDataConfig: { S3OutputPath: [{ prefix: `s3://${buckets.models.bucketName}/${trainingPrefix}` }] },
      },
    });
    this.queue.receive('VersionChanged', 'Versions of our models', {
      source,
      detailType: [loopEventTypes.version],
      detail: { ModelPackageGroupName: registry.groups.map(({ name }) => name) },
    });
    this.queue.receive('ReleaseStageChanged', 'Stages of our release pipelines', {
      source: ['aws.codepipeline'],
      detailType: [loopEventTypes.releaseStage],
      detail: { pipeline: [...releases] },
    });
    this.queue.receive('ReleaseDecided', 'What people decided about the way to production', {
      source: ['aws.codepipeline'],
      detailType: [loopEventTypes.releaseAction],
      detail: { pipeline: [...releases], type: { category: ['Approval'] }, state: ['SUCCEEDED', 'FAILED'] },
    });
  }

  /** Which loop an execution belongs to is one of its parameters, the gate's verdict the answer of a step. */
  private grantExecutions(): void {
    for (const name of this.props.pipelines) {
      const executions = this.pipelineArn(`${name}/execution/*`);
      const reads = ['sagemaker:ListPipelineParametersForExecution', 'sagemaker:ListPipelineExecutionSteps'];
      this.function.allow(reads, [executions]);
      acknowledge(
        this.function,
        `AwsSolutions-IAM5[Resource::${asNagWrites(this, executions)}]`,
        'Executions of one pipeline; they are named as they come.',
      );
    }
  }

  private pipelineArn(resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'sagemaker', resource: 'pipeline', resourceName });
  }
}
