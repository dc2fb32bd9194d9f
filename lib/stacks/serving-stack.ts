import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ServingPlan } from '../../lambdas/contracts/serving-settings';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import { addOutputs } from '../observability/stack-outputs';
import { Release } from '../release/release';
import { Serving } from '../serving/serving';
import type { DataStack } from './data-stack';
import type { RegistryStack } from './registry-stack';
import type { TrainingStack } from './training-stack';

export interface ServingStackProps extends StackProps {
  readonly environment: Environment;
  readonly workloads: readonly TrainedWorkload[];
  /** By workload. */
  readonly servingPlans: Readonly<Record<string, ServingPlan>>;
  readonly data: DataStack;
  readonly registry: RegistryStack;
  readonly training: TrainingStack;
  readonly functions: (stack: Stack) => FunctionSettings;
}

/** What brings versions of models to their endpoints; the endpoints themselves are made by releases. */
export class ServingStack extends Stack {
  readonly serving: Serving;
  readonly release: Release;

  constructor(scope: Construct, id: string, props: ServingStackProps) {
    const { environment, workloads, servingPlans, data, registry, training, functions, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: 'Everloop: deployment of models to their endpoints' });
    const shared = {
      settings: functions(this),
      environment,
      workloads,
      plans: servingPlans,
      key: data.key.resource,
      buckets: data.buckets,
      trail: data.trail,
      registry: registry.registry,
    };
    this.serving = new Serving(this, 'Serving', { ...shared, image: training.training.image });
    this.release = new Release(this, 'Release', { ...shared, serving: this.serving });
    const { deployModel, functions: own } = this.serving;
    const { desk, functions: around } = this.release;
    addOutputs(this, 'Serving', {
      DeployModelWorkflow: deployModel.resource.stateMachineArn,
      DeployModelLogs: deployModel.logGroup.logGroupName,
      PrepareDeploymentLogs: own.prepare.logGroup.logGroupName,
      StartDeploymentLogs: own.start.logGroup.logGroupName,
      WatchDeploymentLogs: own.watch.logGroup.logGroupName,
      ProbeDeploymentLogs: own.probe.logGroup.logGroupName,
      VerifyDeploymentLogs: own.verify.logGroup.logGroupName,
      EndDeploymentLogs: own.end.logGroup.logGroupName,
      RecoverDeploymentLogs: own.recover.logGroup.logGroupName,
      ReleaseTable: desk.resource.tableName,
      OpenReleaseLogs: around.open.logGroup.logGroupName,
      CloseReleaseLogs: around.close.logGroup.logGroupName,
      RejectionLogs: around.reject.logGroup.logGroupName,
      TestReleaseLogs: around.test.logGroup.logGroupName,
      AskDecisionLogs: around.ask.logGroup.logGroupName,
    });
  }
}
