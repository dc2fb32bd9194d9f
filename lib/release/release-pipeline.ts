import { Stack } from 'aws-cdk-lib';
import { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { DeployModelCall } from '../../lambdas/contracts/deployment';
import {
  type ReleaseJob,
  releaseActions,
  releaseKey,
  releaseStages,
  releaseVariables,
} from '../../lambdas/contracts/release';
import type { ServingPlan, Stage } from '../../lambdas/contracts/serving-settings';
import { ReleaseRole } from './release-role';

export interface ReleasePipelineProps {
  readonly workload: string;
  readonly name: string;
  readonly plan: ServingPlan;
  /** Whether a person decides before production. */
  readonly secondApproval: 'person' | 'none';
  readonly key: IKey;
  /** Holds what releases start from, and the artifacts of the pipeline. */
  readonly models: IBucket;
  readonly deployModel: IStateMachine;
  /** Tests an endpoint. */
  readonly test: IFunction;
  /** Asks people. */
  readonly ask: IFunction;
}

/** CodePipeline takes 1,000 characters. @throws Error for a workload with too many classes */
function parametersOf(job: ReleaseJob): string {
  const text = JSON.stringify(job);
  if (text.length <= 1000) return text;
  throw new Error(
    `release of ${job.workload}: parameters of an action must be at most 1000 characters, got ${text.length}; give its classes shorter names`,
  );
}

const variable = (name: keyof typeof releaseVariables) => `#{variables.${releaseVariables[name]}}`;
const artifact = 'Release';

/** A person has a week: CodePipeline's own limit. */
const decisionMinutes = 7 * 24 * 60;

/**
 * One version's way to production:
 *
 *   Source ─► Pre-production ─► Test ─► Approval (ask, decide) ─► Production ─► Verify
 *                                         └─ only with a second approval
 * Everything it does is about the version in its variables; "the latest approved" may change while it runs.
 */
export class ReleasePipeline extends Construct {
  readonly resource: CfnPipeline;
  readonly role: ReleaseRole;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReleasePipelineProps,
  ) {
    super(scope, id);
    const { name, key, models, deployModel, test, ask, workload } = props;
    this.role = new ReleaseRole(this, 'Role', { workload, name, key, models, deployModel, functions: [test, ask] });
    this.resource = new CfnPipeline(this, 'Resource', {
      name,
      pipelineType: 'V2',
      // The desk lets one release in at a time; should two come, they queue.
      executionMode: 'QUEUED',
      roleArn: this.role.resource.roleArn,
      artifactStore: { type: 'S3', location: models.bucketName, encryptionKey: { type: 'KMS', id: key.keyArn } },
      // With defaults, the execution that AWS starts with a new pipeline ends in Source: there is nothing to release.
      variables: Object.values(releaseVariables).map(variableName => ({ name: variableName, defaultValue: 'none' })),
      stages: this.stages(),
    });
    // The service checks the role when the pipeline is made; its policies are resources of their own.
    this.resource.node.addDependency(this.role);
  }

  get arn(): string {
    return Stack.of(this).formatArn({ service: 'codepipeline', resource: this.props.name });
  }

  private stages(): CfnPipeline.StageDeclarationProperty[] {
    const { preProduction, test, approval, production, verify, source } = releaseStages;
    const asking = { stage: 'production', tested: '#{Test.tested}' } as const;
    return [
      { name: source, actions: [this.source()] },
      { name: preProduction, actions: [this.deploy('pre-production')] },
      { name: test, actions: [this.job('Test', this.props.test, { stage: 'pre-production' })] },
      ...(this.props.secondApproval === 'person'
        ? [{ name: approval, actions: [{ ...this.job('Ask', this.props.ask, asking), runOrder: 1 }, this.decide()] }]
        : []),
      { name: production, actions: [this.deploy('production')] },
      { name: verify, actions: [this.job('Verify', this.props.test, { stage: 'production' })] },
    ];
  }

  private source(): CfnPipeline.ActionDeclarationProperty {
    const { models, workload } = this.props;
    return {
      name: releaseActions.source,
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
      configuration: {
        S3Bucket: models.bucketName,
        S3ObjectKey: releaseKey(workload, 'none'),
        PollForSourceChanges: 'false',
        // Who opens a release names its object.
        AllowOverrideForS3ObjectKey: 'true',
      },
      outputArtifacts: [{ name: artifact }],
    };
  }

  private deploy(stage: Stage): CfnPipeline.ActionDeclarationProperty {
    const call: DeployModelCall = {
      workload: this.props.workload,
      stage,
      modelPackageArn: variable('modelPackageArn'),
      correlationId: variable('correlationId'),
    };
    return {
      name: 'Deploy',
      actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'StepFunctions', version: '1' },
      configuration: {
        StateMachineArn: this.props.deployModel.stateMachineArn,
        ExecutionNamePrefix: stage,
        InputType: 'Literal',
        Input: JSON.stringify(call),
      },
    };
  }

  private job(
    name: string,
    does: IFunction,
    own: Pick<ReleaseJob, 'stage' | 'tested'>,
  ): CfnPipeline.ActionDeclarationProperty {
    const { workload, plan } = this.props;
    const job: ReleaseJob = {
      workload,
      modelPackageArn: variable('modelPackageArn'),
      correlationId: variable('correlationId'),
      executionId: '#{codepipeline.PipelineExecutionId}',
      hosting: plan.stages[own.stage].hosting.kind,
      classes: plan.classes,
      test: plan.test,
      ...own,
    };
    return {
      name,
      namespace: name,
      actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
      configuration: { FunctionName: does.functionName, UserParameters: parametersOf(job) },
    };
  }

  /** CodePipeline's own message is JSON without any figure: ours was sent by the action before. */
  private decide(): CfnPipeline.ActionDeclarationProperty {
    return {
      name: releaseActions.decide,
      runOrder: 2,
      timeoutInMinutes: decisionMinutes,
      actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
      configuration: {
        CustomData: `Version ${variable('version')}, story ${variable('correlationId')}: #{Test.tested}`,
      },
    };
  }
}
