import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { trainingPrefixOf } from '../../lambdas/contracts/training-layout';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { ContainerImage } from '../training/container-image';
import { allowEncryptedVolumes, SageMakerRole } from '../training/job-role';
import { allowAsyncAnswering } from './async-answers';
import type { DeployedNames } from './deployed-names';

export interface ServingRoleProps {
  readonly workload: string;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly image: ContainerImage;
  /** SageMaker looks at the alarms of a deployment in the name of this role too. */
  readonly names: DeployedNames;
  readonly networked: boolean;
  /** Whether its endpoint of production answers by files. */
  readonly asynchronous: boolean;
}

const group = '/aws/sagemaker/Endpoints';

/** What the endpoints of one workload need: its models, its image, their logs and metrics. An asynchronous one reads images, too. */
export class ServingRole extends SageMakerRole {
  constructor(scope: Construct, id: string, props: ServingRoleProps) {
    const { workload, key, buckets, image } = props;
    super(scope, id, { description: `${workload}: serves its models` });
    this.allowLogs();
    this.allow(['cloudwatch:PutMetricData'], ['*'], { StringLike: { 'cloudwatch:namespace': `${group}*` } });
    props.names.allow(this, ['cloudwatch:DescribeAlarms'], 'alarm');
    const models = [trainingPrefixOf(workload)];
    allowObjects(this, { actions: ['s3:GetObject'], bucket: buckets.models, prefixes: models });
    this.allow(['s3:ListBucket'], [buckets.models.bucketArn], {
      StringLike: { 's3:prefix': models.map(prefix => `${prefix}*`) },
    });
    image.grantPull(this);
    allowEncryptedVolumes(this, key);
    allowKeyUseThrough(['s3'], this, key);
    if (props.networked) this.allowInterfaces();
    if (props.asynchronous) allowAsyncAnswering(this, workload, buckets);
  }

  /** EC2 takes no narrower resource for interfaces that do not exist yet. */
  private allowInterfaces(): void {
    const actions = ['CreateNetworkInterface', 'CreateNetworkInterfacePermission', 'DeleteNetworkInterface'];
    const looks = [
      'DescribeDhcpOptions',
      'DescribeNetworkInterfaces',
      'DescribeSecurityGroups',
      'DescribeSubnets',
      'DescribeVpcs',
    ];
    this.allow(
      [...actions, ...looks].map(action => `ec2:${action}`),
      ['*'],
    );
  }

  /** SageMaker names a log group after each endpoint; they belong to the account. */
  private allowLogs(): void {
    const stack = Stack.of(this);
    const actions = ['CreateLogGroup', 'CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'];
    const arn = `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${group}/*`;
    this.allow(
      actions.map(action => `logs:${action}`),
      [arn],
    );
    const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, arn)}]`;
    acknowledge(this, finding, 'Log groups of endpoints; SageMaker names them.');
  }
}
