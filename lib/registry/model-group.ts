import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import type { Grantee } from '../functions/grantee';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';

export interface ModelGroupProps {
  readonly name: string;
  readonly title: string;
  /** A group with versions can't be deleted by CloudFormation: it stays, or its versions are deleted first. */
  readonly dataMayGo: boolean;
}

/** The versions of one workload's model. */
export class ModelGroup extends Construct {
  readonly resource: CfnModelPackageGroup;
  readonly name: string;

  constructor(scope: Construct, id: string, { name, title, dataMayGo }: ModelGroupProps) {
    super(scope, id);
    this.name = name;
    this.resource = new CfnModelPackageGroup(this, 'Resource', {
      modelPackageGroupName: name,
      modelPackageGroupDescription: `${title}: versions of its model, each approved or rejected by a person`,
    });
    this.resource.applyRemovalPolicy(dataMayGo ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }

  get groupArn(): string {
    return Stack.of(this).formatArn({ service: 'sagemaker', resource: 'model-package-group', resourceName: this.name });
  }

  /** `arn:…:model-package/<group>/*`: every version of this group. */
  get versionsArn(): string {
    const stack = Stack.of(this);
    return stack.formatArn({ service: 'sagemaker', resource: 'model-package', resourceName: `${this.name}/*` });
  }

  grantDescribeVersions(user: Grantee): void {
    user.allow(['sagemaker:DescribeModelPackage'], [this.versionsArn]);
    this.acknowledgeVersions(user);
  }

  /** Approves and rejects: only where a policy says that no person need. */
  grantDecide(user: Grantee): void {
    user.allow(['sagemaker:UpdateModelPackage'], [this.versionsArn]);
    this.acknowledgeVersions(user);
  }

  /** New versions, with their tags. Approval is another right: who registers can't approve. */
  grantRegister(user: Grantee): void {
    user.allow(['sagemaker:CreateModelPackage', 'sagemaker:AddTags'], [this.groupArn, this.versionsArn]);
    // A step that registers waits until its version is complete.
    this.grantDescribeVersions(user);
  }

  /** Lists and describes. AWS documents versions as what the right to list is checked on, and shows groups in examples. */
  grantListVersions(user: Grantee): void {
    user.allow(['sagemaker:ListModelPackages'], [this.groupArn, this.versionsArn]);
    this.grantDescribeVersions(user);
  }

  /** Versions are numbered as they come. */
  acknowledgeVersions(user: Construct): void {
    const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, this.versionsArn)}]`;
    acknowledge(user, finding, 'Every version of one group; they are numbered as they come.');
  }
}
