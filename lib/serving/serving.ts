import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { ServingSite } from '../../lambdas/contracts/deployment';
import type { ServingPlan } from '../../lambdas/contracts/serving-settings';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import { EventQueue } from '../functions/event-queue';
import type { FunctionSettings } from '../functions/feature-function';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import type { TrailTable } from '../trail/trail-table';
import type { ContainerImage } from '../training/container-image';
import { asyncWorkloads } from './async-answers';
import { DeployModel } from './deploy-model';
import { DeployedNames } from './deployed-names';
import { DeploymentFunctions } from './deployment-functions';
import { ServingRole } from './serving-role';

export interface ServingProps {
  readonly settings: FunctionSettings;
  readonly environment: Environment;
  readonly workloads: readonly TrainedWorkload[];
  /** By workload. */
  readonly plans: Readonly<Record<string, ServingPlan>>;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly trail: TrailTable;
  readonly registry: Registry;
  readonly image: ContainerImage;
}

/** Two endpoints a workload, made and changed by one workflow. */
export class Serving extends Construct {
  readonly deployModel: DeployModel;
  readonly functions: DeploymentFunctions;
  readonly names: DeployedNames;
  readonly roles: Readonly<Record<string, ServingRole>>;
  /** Ends of "Deploy model" that may have left something. */
  readonly brokenOff: EventQueue;

  constructor(scope: Construct, id: string, props: ServingProps) {
    super(scope, id);
    const { settings, environment, workloads, key } = props;
    this.names = new DeployedNames(this, { ...settings, workloads });
    const site = this.site(props);
    this.roles = this.servingRoles(props);
    const roles = Object.values(this.roles);
    this.functions = new DeploymentFunctions(this, 'Functions', { ...props, names: this.names, roles });
    this.deployModel = new DeployModel(this, 'DeployModel', {
      functions: this.functions,
      names: this.names,
      site: {
        ...site,
        roles: Object.fromEntries(
          Object.entries(this.roles).map(([workload, { resource }]) => [workload, resource.roleArn]),
        ),
      },
      key,
      logRetentionDays: environment.logRetentionDays,
      pollSeconds: environment.serving.pollSeconds,
    });
    this.brokenOff = this.receiveBrokenOff(key);
  }

  /** Two hours of patience: SageMaker ends what it does at an endpoint before anything can be changed there. */
  private receiveBrokenOff(key: IKey): EventQueue {
    const { timeoutSeconds } = DeploymentFunctions;
    const queue = new EventQueue(this, 'BrokenOff', {
      key,
      consumer: this.functions.recover,
      timeoutSeconds,
      retrySeconds: timeoutSeconds,
      maxTries: 24,
    });
    queue.receive('DeploymentBrokenOff', 'Deployments that ended, perhaps without their last state', {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [this.deployModel.resource.stateMachineArn],
        status: ['ABORTED', 'TIMED_OUT', 'FAILED'],
      },
    });
    return queue;
  }

  private servingRoles({ workloads, settings, plans, ...props }: ServingProps): Readonly<Record<string, ServingRole>> {
    const networked = settings.network !== undefined;
    const roleOf = ({ id: workload }: TrainedWorkload) => {
      const asynchronous = asyncWorkloads(plans).includes(workload);
      return new ServingRole(this, `Role-${workload}`, {
        ...props,
        workload,
        networked,
        asynchronous,
        names: this.names,
      });
    };
    return Object.fromEntries(workloads.map(workload => [workload.id, roleOf(workload)]));
  }

  /** Endpoints share the functions' subnets, in a group of their own: SageMaker reaches them by its own way. */
  private site({ settings, plans, key, buckets, environment }: ServingProps): Omit<ServingSite, 'roles'> {
    const shared = {
      plans: { ...plans },
      kmsKeyId: key.keyArn,
      predictionsBucket: buckets.predictions.bucketName,
      bakeSeconds: environment.serving.bakeSeconds,
    };
    if (!settings.network) return shared;
    const { vpc } = settings.network;
    const group = new SecurityGroup(this, 'EndpointTraffic', { vpc, description: 'Everloop endpoints: outbound only' });
    const subnetIds = vpc.privateSubnets.map(({ subnetId }) => subnetId);
    return { ...shared, network: { subnetIds, securityGroupIds: [group.securityGroupId] } };
  }
}
