import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { importPrefixes } from '../../lambdas/contracts/key-layout';
import { releaseActions, releasePrefix, releaseStages } from '../../lambdas/contracts/release';
import type { ServingPlan } from '../../lambdas/contracts/serving-settings';
import { trainingPrefix } from '../../lambdas/contracts/training-layout';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { FunctionName } from '../functions/function-names';
import { acknowledge } from '../observability/acknowledge';
import type { Registry } from '../registry/registry';
import { allowAsyncAsking, asyncWorkloads } from '../serving/async-answers';
import type { DeployedNames } from '../serving/deployed-names';
import type { DeskTable } from '../storage/desk-table';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { TrailTable } from '../trail/trail-table';

export interface ReleaseFunctionsProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly registry: Registry;
  readonly trail: TrailTable;
  readonly desk: DeskTable;
  readonly names: DeployedNames;
  /** By workload. */
  readonly plans: Readonly<Record<string, ServingPlan>>;
  readonly deployModel: IStateMachine;
  /** Names of the workloads' release pipelines. */
  readonly pipelines: readonly string[];
}

/** Functions around a release: three answer events, two are actions of the pipeline. */
export class ReleaseFunctions extends Construct {
  readonly open: FeatureFunction;
  readonly close: FeatureFunction;
  readonly reject: FeatureFunction;
  readonly test: FeatureFunction;
  readonly ask: FeatureFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReleaseFunctionsProps,
  ) {
    super(scope, id);
    this.open = this.function('Open', 'release/open-release', 'Opens a release for an approved version');
    this.close = this.function(
      'Close',
      'release/close-release',
      'Records the end of a release and lets the next one in',
    );
    this.reject = this.function(
      'Reject',
      'release/handle-rejection',
      'Takes a rejected version out of releases and service',
    );
    this.test = this.function('Test', 'release/test-release', 'Tests an endpoint on golden images');
    this.ask = this.function('Ask', 'release/ask-decision', 'Asks people whether a version goes to production');
    for (const user of [this.open, this.close, this.reject]) this.grantOpening(user);
    for (const user of [this.close, this.reject]) this.grantGoingBack(user);
    this.grantStopping(this.reject);
    for (const user of [this.test, this.ask]) this.grantJob(user);
    this.grantTest();
    props.registry.notifications.grantSend(this.ask);
    props.names.allow(this.ask, ['sagemaker:DescribeEndpoint'], 'endpoint');
  }

  /** Of each function that answers events, as the queues in front of them count it. */
  static readonly timeoutSeconds = 60;

  private function(id: string, name: FunctionName, description: string): FeatureFunction {
    const { settings, key } = this.props;
    const isJob = name === 'release/test-release';
    const timeoutSeconds = isJob ? 600 : ReleaseFunctions.timeoutSeconds;
    return new FeatureFunction(this, id, { settings, key, name, description, memoryMiB: 512, timeoutSeconds });
  }

  private grantOpening(user: FeatureFunction): void {
    const { registry, desk, trail, buckets, key } = this.props;
    for (const group of registry.groups) group.grantListVersions(user);
    desk.grantUse(user);
    trail.grantAppend(user);
    user.tell('modelsBucket', buckets.models.bucketName);
    allowObjects(user, { actions: ['s3:PutObject'], bucket: buckets.models, prefixes: [releasePrefix] });
    allowKeyUseThrough(['s3'], user, key);
    const actions = ['StartPipelineExecution', 'GetPipelineExecution', 'ListActionExecutions'];
    this.allowPipelines(user, actions, '');
  }

  private grantGoingBack(user: FeatureFunction): void {
    const { names, deployModel, registry } = this.props;
    names.allow(user, ['sagemaker:DescribeEndpoint'], 'endpoint');
    user.allow(['sagemaker:ListEndpointConfigs'], ['*']);
    const reason = 'Listing takes no resource; it shows names and times only.';
    acknowledge(user, 'Everloop-SM11[Everywhere::sagemaker:ListEndpointConfigs]', reason);
    this.allowPipelines(user, ['GetPipelineState'], '');
    user.tell('deployModelWorkflow', deployModel.stateMachineArn);
    user.allow(['states:StartExecution'], [deployModel.stateMachineArn]);
    registry.notifications.grantSend(user);
  }

  /** A release of a rejected version ends: it is stopped, or its decision is answered with no. */
  private grantStopping(user: FeatureFunction): void {
    this.allowPipelines(user, ['StopPipelineExecution'], '');
    this.allowPipelines(user, ['PutApprovalResult'], `/${releaseStages.approval}/${releaseActions.decide}`);
  }

  private grantJob(user: FeatureFunction): void {
    const { registry, buckets, key, desk } = this.props;
    desk.grantRead(user);
    // Jobs have ids, not ARNs.
    user.allow(['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'], ['*']);
    user.acknowledgeNoDeadLetters('The pipeline waits for its answer, and fails without one.');
    for (const group of registry.groups) group.grantDescribeVersions(user);
    user.tell('modelsBucket', buckets.models.bucketName);
    allowObjects(user, { actions: ['s3:GetObject'], bucket: buckets.models, prefixes: [trainingPrefix] });
    user.allow(['s3:ListBucket'], [buckets.models.bucketArn]);
    allowKeyUseThrough(['s3'], user, key);
  }

  private grantTest(): void {
    const { buckets, names, plans } = this.props;
    this.test.tell('curatedBucket', buckets.curated.bucketName);
    allowObjects(this.test, { actions: ['s3:GetObject'], bucket: buckets.curated, prefixes: [importPrefixes.golden] });
    this.test.allow(['s3:ListBucket'], [buckets.curated.bucketArn]);
    names.allow(this.test, ['sagemaker:InvokeEndpoint'], 'endpoint');
    allowAsyncAsking(this.test, { workloads: asyncWorkloads(plans), buckets, names });
  }

  private allowPipelines(user: FeatureFunction, actions: readonly string[], below: string): void {
    const arns = this.props.pipelines.map(name =>
      Stack.of(this).formatArn({ service: 'codepipeline', resource: `${name}${below}` }),
    );
    user.allow(
      actions.map(action => `codepipeline:${action}`),
      arns,
    );
  }
}
