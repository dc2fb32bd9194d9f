import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { importPrefixes } from '../../lambdas/contracts/key-layout';
import type { ServingPlan } from '../../lambdas/contracts/serving-settings';
import { trainingPrefix } from '../../lambdas/contracts/training-layout';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { FunctionName } from '../functions/function-names';
import { acknowledge } from '../observability/acknowledge';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { TrailTable } from '../trail/trail-table';
import { allowEncryptedVolumes } from '../training/job-role';
import { allowAsyncAsking, asyncWorkloads } from './async-answers';
import type { DeployedNames } from './deployed-names';
import type { ServingRole } from './serving-role';

export interface DeploymentFunctionsProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly registry: Registry;
  readonly trail: TrailTable;
  readonly names: DeployedNames;
  readonly roles: readonly ServingRole[];
  /** By workload. */
  readonly plans: Readonly<Record<string, ServingPlan>>;
}

/** One function a state of "Deploy model", each with the rights of that state only. */
export class DeploymentFunctions extends Construct {
  readonly prepare: FeatureFunction;
  readonly start: FeatureFunction;
  readonly watch: FeatureFunction;
  readonly probe: FeatureFunction;
  readonly verify: FeatureFunction;
  readonly end: FeatureFunction;
  /** Not a state of the workflow: it answers events of runs that were broken off. */
  readonly recover: FeatureFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeploymentFunctionsProps,
  ) {
    super(scope, id);
    this.prepare = this.function('Prepare', 'prepare', 'Decides what a deployment does, and checks its artifact');
    this.start = this.function('Start', 'start', 'Makes model, configuration and alarms, then updates the endpoint');
    this.watch = this.function('Watch', 'watch', 'Looks once whether an endpoint is at rest');
    this.probe = this.function('Probe', 'probe', 'Asks a new fleet what golden images are');
    this.verify = this.function('Verify', 'verify', 'Looks whether what answers is what was deployed');
    this.end = this.function('End', 'end', 'Removes what a deployment leaves behind');
    this.recover = this.function('Recover', 'recover', 'Cleans up after a deployment that was broken off');
    this.grantPrepare();
    this.grantStart();
    props.names.allow(this.watch, ['sagemaker:DescribeEndpoint'], 'endpoint');
    this.grantGolden(this.probe);
    this.grantGolden(this.verify);
    props.names.allow(this.verify, ['sagemaker:DescribeEndpoint'], 'endpoint');
    props.names.allow(this.verify, ['cloudwatch:DescribeAlarms'], 'alarm');
    for (const user of [this.end, this.recover]) this.grantEnd(user);
    props.names.allow(this.recover, ['sagemaker:ListTags'], 'endpoint');
  }

  get all(): readonly FeatureFunction[] {
    return [this.prepare, this.start, this.watch, this.probe, this.verify, this.end];
  }

  /** Of each function, as the queue in front of one of them counts it. */
  static readonly timeoutSeconds = 300;

  private function(id: string, verb: string, description: string): FeatureFunction {
    const { settings, key } = this.props;
    const name = `serving/${verb}-deployment` as FunctionName;
    // Memory is processor time, too: an artifact is hashed as it is read, golden images go out four at a time.
    const { timeoutSeconds } = DeploymentFunctions;
    const made = new FeatureFunction(this, id, { settings, key, name, description, memoryMiB: 1024, timeoutSeconds });
    if (verb !== 'recover') made.acknowledgeNoDeadLetters('The workflow waits for its answer and fails with it.');
    return made;
  }

  private grantPrepare(): void {
    const { buckets, key, registry, names } = this.props;
    this.prepare.tell('modelsBucket', buckets.models.bucketName);
    allowObjects(this.prepare, { actions: ['s3:GetObject'], bucket: buckets.models, prefixes: [trainingPrefix] });
    // With the right to list, a missing artifact is a 404 that the error explains, not a 403.
    this.prepare.allow(['s3:ListBucket'], [buckets.models.bucketArn]);
    allowKeyUseThrough(['s3'], this.prepare, key);
    for (const group of registry.groups) group.grantDescribeVersions(this.prepare);
    names.allow(this.prepare, ['sagemaker:DescribeEndpoint', 'sagemaker:DeleteEndpoint'], 'endpoint');
  }

  private grantStart(): void {
    const { names, roles, key } = this.props;
    names.allow(this.start, ['sagemaker:CreateModel'], 'model');
    names.allow(this.start, ['sagemaker:CreateEndpointConfig'], 'endpoint-config', 'model');
    names.allow(this.start, ['sagemaker:CreateEndpoint', 'sagemaker:UpdateEndpoint'], 'endpoint', 'endpoint-config');
    names.allow(this.start, ['sagemaker:AddTags'], 'endpoint', 'endpoint-config', 'model');
    names.allow(this.start, ['sagemaker:DescribeEndpoint'], 'endpoint');
    names.allow(this.start, ['cloudwatch:PutMetricAlarm', 'cloudwatch:DescribeAlarms'], 'alarm');
    this.start.allow(
      ['iam:PassRole'],
      roles.map(({ resource }) => resource.roleArn),
      { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    );
    allowEncryptedVolumes(this.start, key);
  }

  private grantGolden(user: FeatureFunction): void {
    const { buckets, key, names, plans } = this.props;
    user.tell('curatedBucket', buckets.curated.bucketName);
    allowObjects(user, { actions: ['s3:GetObject'], bucket: buckets.curated, prefixes: [importPrefixes.golden] });
    user.allow(['s3:ListBucket'], [buckets.curated.bucketArn]);
    allowKeyUseThrough(['s3'], user, key);
    names.allow(user, ['sagemaker:InvokeEndpoint'], 'endpoint');
    allowAsyncAsking(user, { workloads: asyncWorkloads(plans), buckets, names });
  }

  private grantEnd(user: FeatureFunction): void {
    const { names, trail, key } = this.props;
    const endpoint = ['DescribeEndpoint', 'UpdateEndpoint', 'DeleteEndpoint', 'AddTags'];
    names.allow(
      user,
      endpoint.map(action => `sagemaker:${action}`),
      'endpoint',
    );
    names.allow(
      user,
      ['sagemaker:UpdateEndpoint', 'sagemaker:DescribeEndpointConfig', 'sagemaker:DeleteEndpointConfig'],
      'endpoint-config',
    );
    names.allow(user, ['sagemaker:DeleteModel'], 'model');
    names.allow(user, ['cloudwatch:DescribeAlarms', 'cloudwatch:DeleteAlarms'], 'alarm');
    // Going back starts machines of the configuration before, whose volumes are encrypted too.
    allowEncryptedVolumes(user, key);
    user.allow(['sagemaker:ListEndpointConfigs'], ['*']);
    const reason = 'Listing takes no resource; it shows names and times only.';
    acknowledge(user, 'Everloop-SM11[Everywhere::sagemaker:ListEndpointConfigs]', reason);
    trail.grantAppend(user);
  }
}
