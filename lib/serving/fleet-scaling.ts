import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Chain, IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Choice, Condition } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct, type IConstruct } from 'constructs';
import { variantName } from '../../lambdas/contracts/deployment';
import type { ServingPlan } from '../../lambdas/contracts/serving-settings';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';
import type { DeployedNames } from './deployed-names';

export interface FleetScalingProps {
  readonly plans: Readonly<Record<string, ServingPlan>>;
  readonly names: DeployedNames;
}

const target = {
  ServiceNamespace: 'sagemaker',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  ResourceId: `{% "endpoint/" & $states.input.deployment.names.endpoint & "/variant/${variantName}" %}`,
};

/** The role that Application Auto Scaling makes for itself with the first fleet of an account. */
const linked = {
  service: 'sagemaker.application-autoscaling.amazonaws.com',
  role: 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
};

/** States that let a fleet grow with its load, for the deployments whose settings ask for it. */
export class FleetScaling extends Construct {
  /** Whether any workload's fleet may grow: without one the workflow gets neither states nor rights. */
  readonly isUsed: boolean;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FleetScalingProps,
  ) {
    super(scope, id);
    const hostings = Object.values(props.plans).flatMap(({ stages }) => Object.values(stages));
    this.isUsed = hostings.some(({ hosting }) => hosting.kind === 'provisioned' && hosting.maxInstances !== undefined);
  }

  before(next: IChainable, cleanUp: IChainable): Choice {
    const scale = this.scale(cleanUp);
    return Choice.jsonata(this, 'May the fleet grow?')
      .when(Condition.jsonata('{% $exists($states.input.deployment.hosting.maxInstances) %}'), scale.next(next))
      .otherwise(next);
  }

  private scale(cleanUp: IChainable): Chain {
    const register = this.call('Set the bounds of the fleet', 'registerScalableTarget', {
      ...target,
      MinCapacity: '{% $states.input.deployment.hosting.instances %}',
      MaxCapacity: '{% $states.input.deployment.hosting.maxInstances %}',
    });
    const follow = this.call('Let the fleet follow its load', 'putScalingPolicy', {
      ...target,
      PolicyName: 'requests-per-instance',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: '{% $states.input.deployment.hosting.requestsPerInstance %}',
        PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
        // A minute to grow, five to shrink: a machine takes minutes to start.
        ScaleOutCooldown: 60,
        ScaleInCooldown: 300,
      },
    });
    for (const state of [register, follow]) {
      state.addCatch(cleanUp, { outputs: '{% $merge([$states.input, {"error": $states.errorOutput}]) %}' });
    }
    return register.next(follow);
  }

  private call(name: string, action: string, parameters: object): CallAwsService {
    const { partition, region, account } = Stack.of(this);
    const arn = `arn:${partition}:application-autoscaling:${region}:${account}:scalable-target/*`;
    this.accept(arn, 'Scalable targets have ids that AWS draws.');
    return CallAwsService.jsonata(this, name, {
      service: 'applicationautoscaling',
      action,
      parameters: { ...parameters },
      iamAction: `application-autoscaling:${action.charAt(0).toUpperCase()}${action.slice(1)}`,
      iamResources: [arn],
      additionalIamStatements: this.rightsOfCallers(),
      outputs: '{% $states.input %}',
    });
  }

  /** What a caller of Application Auto Scaling needs beside (SageMaker developer guide, "Auto scaling prerequisites"). */
  private rightsOfCallers(): PolicyStatement[] {
    const { partition, region, account } = Stack.of(this);
    const endpoints = this.props.names.arns('endpoint');
    const configs = this.props.names.arns('endpoint-config');
    const alarms = `arn:${partition}:cloudwatch:${region}:${account}:alarm:TargetTracking-endpoint/*`;
    const role = `arn:${partition}:iam::${account}:role/aws-service-role/${linked.service}/${linked.role}`;
    for (const arn of [...endpoints, ...configs]) {
      this.accept(arn, 'What deployments make is named by version and run; the prefix bounds it to a workload.');
    }
    this.accept(alarms, 'Application Auto Scaling names its alarms, one pair a policy.');
    return [
      new PolicyStatement({
        actions: ['DescribeEndpoint', 'UpdateEndpointWeightsAndCapacities'].map(action => `sagemaker:${action}`),
        resources: endpoints,
      }),
      new PolicyStatement({ actions: ['sagemaker:DescribeEndpointConfig'], resources: configs }),
      new PolicyStatement({
        actions: ['DescribeAlarms', 'PutMetricAlarm', 'DeleteAlarms'].map(action => `cloudwatch:${action}`),
        resources: [alarms],
      }),
      new PolicyStatement({
        actions: ['iam:CreateServiceLinkedRole'],
        resources: [role],
        conditions: { StringEquals: { 'iam:AWSServiceName': linked.service } },
      }),
    ];
  }

  private accept(arn: string, reason: string): void {
    const owner: IConstruct = this.node.scope ?? this;
    acknowledge(owner, `AwsSolutions-IAM5[Resource::${asNagWrites(this, arn)}]`, reason);
  }
}
