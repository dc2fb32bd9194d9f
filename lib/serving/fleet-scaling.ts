import { Stack } from 'aws-cdk-lib';
import type { Chain, IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Choice, Condition } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { variantName } from '../../lambdas/contracts/deployment';
import type { ServingPlan } from '../../lambdas/contracts/serving-settings';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';

export interface FleetScalingProps {
  readonly plans: Readonly<Record<string, ServingPlan>>;
}

const target = {
  ServiceNamespace: 'sagemaker',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  ResourceId: `{% "endpoint/" & $states.input.deployment.names.endpoint & "/variant/${variantName}" %}`,
};

/** States that let a fleet grow with its load, for the deployments whose settings ask for it. */
export class FleetScaling extends Construct {
  /** Whether any workload's fleet may grow: without one the workflow gets neither states nor rights. */
  readonly isUsed: boolean;

  constructor(scope: Construct, id: string, { plans }: FleetScalingProps) {
    super(scope, id);
    const hostings = Object.values(plans).flatMap(({ stages }) => Object.values(stages));
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
    const state = CallAwsService.jsonata(this, name, {
      service: 'applicationautoscaling',
      action,
      parameters: { ...parameters },
      iamAction: `application-autoscaling:${action.charAt(0).toUpperCase()}${action.slice(1)}`,
      iamResources: [arn],
      additionalIamStatements: [],
      outputs: '{% $states.input %}',
    });
    const owner = this.node.scope ?? this;
    acknowledge(
      owner,
      `AwsSolutions-IAM5[Resource::${asNagWrites(this, arn)}]`,
      'Scalable targets have ids that AWS draws.',
    );
    return state;
  }
}
