import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { datasetPrefix } from '../../lambdas/contracts/key-layout';
import { trainingPrefix } from '../../lambdas/contracts/training-layout';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { TrailTable } from '../trail/trail-table';

export interface GateFunctionProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly registry: Registry;
  readonly trail: TrailTable;
}

/** Judges candidates of every workload: reads their evaluations, writes their cards, looks for what is registered. */
export class GateFunction extends FeatureFunction {
  constructor(scope: Construct, id: string, props: GateFunctionProps) {
    const { settings, key, registry, trail } = props;
    const { models } = props.buckets;
    super(scope, id, {
      settings,
      key,
      name: 'training/judge-candidate',
      description: 'Compares a candidate with the floors of its workload and with the champion',
      memoryMiB: 512,
      timeoutSeconds: 120,
    });
    this.tell('modelsBucket', models.bucketName);
    allowObjects(this, { actions: ['s3:GetObject'], bucket: models, prefixes: [trainingPrefix, datasetPrefix] });
    allowObjects(this, { actions: ['s3:PutObject'], bucket: models, prefixes: [trainingPrefix] });
    // With the right to list, a missing file is a 404 that the gate explains, not a 403.
    this.allow(['s3:ListBucket'], [models.bucketArn]);
    allowKeyUseThrough(['s3'], this, key);
    trail.grantAppend(this);
    for (const group of registry.groups) group.grantListVersions(this);
    for (const { name } of registry.groups) this.allowExecutions(name);
    this.acknowledgeNoDeadLetters('The pipeline waits for its answer and fails with it.');
  }
  /** Whether another execution that made the same model still runs. A pipeline is named as its group is. */
  private allowExecutions(name: string): void {
    const stack = Stack.of(this);
    const arn = (resourceName: string) => stack.formatArn({ service: 'sagemaker', resource: 'pipeline', resourceName });
    const executions = arn(`${name}/execution/*`);
    this.allow(['sagemaker:DescribePipeline'], [arn(name)]);
    this.allow(['sagemaker:DescribePipelineExecution'], [executions]);
    const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, executions)}]`;
    acknowledge(this, finding, 'Executions of one pipeline; they are named as they come.');
  }
}
