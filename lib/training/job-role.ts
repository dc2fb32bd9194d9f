import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Grantee } from '../functions/grantee';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import { allowKeyUseThrough } from '../storage/key-use';

export interface SageMakerRoleProps {
  readonly description: string;
}

/** A role that SageMaker takes on for this account, and nobody else can. */
export class SageMakerRole extends Construct implements Grantee {
  readonly resource: Role;

  constructor(scope: Construct, id: string, { description }: SageMakerRoleProps) {
    super(scope, id);
    this.resource = new Role(this, 'Resource', {
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description,
    });
  }

  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
    this.resource.addToPolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], ...(conditions && { conditions }) }),
    );
  }
}

/** Volumes are encrypted by a grant that SageMaker makes in the name of a role. */
export function allowEncryptedVolumes(user: Grantee, key: IKey): void {
  user.allow(['kms:DescribeKey'], [key.keyArn]);
  user.allow(['kms:CreateGrant'], [key.keyArn], { Bool: { 'kms:GrantIsForAWSResource': 'true' } });
}

export interface JobRoleProps extends SageMakerRoleProps {
  /** Names log group and metric namespace: `/aws/sagemaker/<family>`. */
  readonly family: 'ProcessingJobs' | 'TrainingJobs' | 'TransformJobs';
  readonly key: IKey;
  readonly networked: boolean;
}

const networkActions = [
  'CreateNetworkInterface',
  'CreateNetworkInterfacePermission',
  'DeleteNetworkInterface',
  'DeleteNetworkInterfacePermission',
  'DescribeDhcpOptions',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroups',
  'DescribeSubnets',
  'DescribeVpcs',
];

/** What any job needs beside its data: its log, its metrics, an encrypted volume. SageMaker uses it, not the container. */
export class JobRole extends SageMakerRole {
  constructor(scope: Construct, id: string, { family, key, networked, description }: JobRoleProps) {
    super(scope, id, { description });
    this.allowLogs(`/aws/sagemaker/${family}`);
    this.allow(['cloudwatch:PutMetricData'], ['*'], {
      StringEquals: { 'cloudwatch:namespace': `/aws/sagemaker/${family}` },
    });
    allowEncryptedVolumes(this, key);
    allowKeyUseThrough(['s3'], this, key);
    // EC2 takes no narrower resource for interfaces that do not exist yet.
    const ec2 = networkActions.map(action => `ec2:${action}`);
    if (networked) this.allow(ec2, ['*']);
  }

  /** SageMaker's log groups have fixed names and belong to the account: a stack can't own them. */
  private allowLogs(group: string): void {
    const stack = Stack.of(this);
    const actions = ['CreateLogGroup', 'CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'];
    const arn = `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${group}:*`;
    this.allow(
      actions.map(action => `logs:${action}`),
      [arn],
    );
    const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, arn)}]`;
    acknowledge(this, finding, 'Streams of one log group; each job names its own.');
  }
}
