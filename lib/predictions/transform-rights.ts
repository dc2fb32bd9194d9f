import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { transformName } from '../../lambdas/contracts/resource-names';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import type { Grantee } from '../functions/grantee';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import { allowEncryptedVolumes } from '../training/job-role';
import type { TransformRole } from './transform-role';

export interface TransformRightsProps {
  readonly settings: Pick<FunctionSettings, 'environmentName' | 'project'>;
  readonly key: IKey;
  readonly workloads: readonly TrainedWorkload[];
  readonly jobRoles: readonly TransformRole[];
}

/**
 * Gives a workflow what it needs to run transform jobs and to wait for their end, of its own names only.
 * Source: Step Functions developer guide, "Create and manage Amazon SageMaker AI jobs".
 */
export class TransformRights extends Construct implements Grantee {
  constructor(
    private readonly workflow: StateMachine,
    id: string,
    private readonly props: TransformRightsProps,
  ) {
    super(workflow, id);
    const models = this.arns('model');
    const jobs = this.arns('transform-job');
    this.allow(['sagemaker:CreateModel', 'sagemaker:DeleteModel'], models);
    const verbs = ['CreateTransformJob', 'DescribeTransformJob', 'StopTransformJob'];
    this.allow(
      verbs.map(verb => `sagemaker:${verb}`),
      jobs,
    );
    this.allow(['sagemaker:AddTags'], [...models, ...jobs]);
    // Step Functions reads the tags of the job that it waits for; the guide allows it on every resource, and so does CDK.
    this.allow(['sagemaker:ListTags'], ['*']);
    const why = 'AWS documents it for every resource only (createTransformJob.sync); it shows tags only.';
    acknowledge(workflow, 'Everloop-SM11[Everywhere::sagemaker:ListTags]', why);
    this.allow(
      ['iam:PassRole'],
      props.jobRoles.map(({ resource }) => resource.roleArn),
      { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    );
    const resourceName = 'StepFunctionsGetEventsForSageMakerTransformJobsRule';
    this.allow(
      ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      [Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName })],
    );
    allowEncryptedVolumes(this, props.key);
    for (const arn of [...models, ...jobs]) {
      const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this, arn)}]`;
      acknowledge(workflow, finding, 'Models and jobs are named by run; the prefix bounds them to a workload.');
    }
  }

  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
    this.workflow.addToRolePolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], ...(conditions && { conditions }) }),
    );
  }

  private arns(resource: 'model' | 'transform-job'): string[] {
    const { settings, workloads } = this.props;
    const { project, environmentName: environment } = settings;
    return workloads.map(({ id: workload }) => {
      const resourceName = `${transformName({ project, environment, workload })}-*`;
      return Stack.of(this).formatArn({ service: 'sagemaker', resource, resourceName });
    });
  }
}
