import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { releasePrefix } from '../../lambdas/contracts/release';
import type { Grantee } from '../functions/grantee';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';

export interface ReleaseRoleProps {
  readonly workload: string;
  /** Of the pipeline. */
  readonly name: string;
  readonly key: IKey;
  readonly models: IBucket;
  readonly deployModel: IStateMachine;
  /** That its actions call. */
  readonly functions: readonly IFunction[];
}

/** What a release pipeline itself does: read its source, keep its artifacts, start deployments, call two functions. */
export class ReleaseRole extends Construct implements Grantee {
  readonly resource: Role;

  constructor(scope: Construct, id: string, props: ReleaseRoleProps) {
    super(scope, id);
    const { workload, name, key, models } = props;
    this.resource = new Role(this, 'Resource', {
      assumedBy: new ServicePrincipal('codepipeline.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `${workload}: brings its versions to production`,
    });
    const source = [`${releasePrefix}${workload}/`];
    allowObjects(this, { actions: ['s3:GetObject', 's3:GetObjectVersion'], bucket: models, prefixes: source });
    // CodePipeline keeps artifacts below the first 20 characters of a pipeline's name.
    const artifacts = [`${name.slice(0, 20)}/`];
    const actions = ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'];
    allowObjects(this, { actions, bucket: models, prefixes: artifacts });
    // With the right to list, a missing object is said to be missing, not forbidden.
    this.allow(['s3:GetBucketVersioning', 's3:GetBucketLocation', 's3:ListBucket'], [models.bucketArn]);
    allowKeyUseThrough(['s3'], this, key);
    this.allow(
      ['lambda:InvokeFunction'],
      props.functions.map(({ functionArn }) => functionArn),
    );
    this.allowDeployments(props.deployModel);
  }

  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
    this.resource.addToPolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], ...(conditions && { conditions }) }),
    );
  }

  private allowDeployments({ stateMachineArn, stateMachineName }: IStateMachine & { stateMachineName?: string }): void {
    const stack = Stack.of(this);
    const arn = `arn:${stack.partition}:states:${stack.region}:${stack.account}:execution:${stateMachineName}:*`;
    this.allow(['states:StartExecution', 'states:DescribeStateMachine'], [stateMachineArn]);
    this.allow(['states:DescribeExecution'], [arn]);
    const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, arn)}]`;
    acknowledge(this, finding, 'Executions of one machine; their names are made at run time.');
  }
}
