import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { loopName } from '../../lambdas/contracts/resource-names';
import type { TrainingSite } from '../../pipeline/definition/training/site';
import type { Tracking } from '../config/tracking';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FeatureFunction, FunctionSettings } from '../functions/feature-function';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import type { TrailTable } from '../trail/trail-table';
import { ContainerImage } from './container-image';
import { GateFunction } from './gate-function';
import { NoChampion } from './no-champion';
import { type TrackingProps, TrainingPipeline } from './training-pipeline';

export interface TrainingProps {
  readonly settings: FunctionSettings;
  readonly workloads: readonly TrainedWorkload[];
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  /** Of the Dockerfile. */
  readonly containerDirectory: string;
  readonly registry: Registry;
  readonly trail: TrailTable;
  readonly tracking: Tracking;
  /** Of the code that is deployed. */
  readonly commit: string;
}

/** The container, and one pipeline for each workload that it trains. */
export class Training extends Construct {
  readonly image: ContainerImage;
  readonly gate: FeatureFunction;
  readonly pipelines: readonly TrainingPipeline[];

  constructor(scope: Construct, id: string, props: TrainingProps) {
    super(scope, id);
    const { workloads, key, buckets, settings } = props;
    const { project, environmentName: environment } = settings;
    this.image = this.jobImage(props);
    this.gate = new GateFunction(this, 'Gate', props);
    new NoChampion(this, 'NoChampion', props);
    const tracking = this.trackingProps(props);
    const network = settings.network && this.jobNetwork(settings.network.vpc);
    this.pipelines = workloads.map(workload => {
      const name = loopName({ project, environment, workload: workload.id });
      const jobTags = {
        'everloop:project': project,
        'everloop:environment': environment,
        'everloop:workload': workload.id,
      };
      const shared = {
        workload,
        name,
        key,
        buckets,
        jobTags,
        image: this.image,
        gate: this.gate.resource,
        group: props.registry.groupOf(workload.id),
        commit: props.commit,
      };
      return new TrainingPipeline(this, `Pipeline-${workload.id}`, {
        ...shared,
        ...(network && { network }),
        ...(tracking && { tracking }),
      });
    });
  }

  /** One for the jobs and endpoints of every workload; it can run networks where any of them has one. */
  private jobImage({ workloads, containerDirectory: directory }: TrainingProps): ContainerImage {
    const runsNetworks = workloads.some(({ plan }) => plan.settings.backbone !== undefined);
    return new ContainerImage(this, 'Image', {
      directory,
      ...(runsNetworks && { requirements: 'requirements-onnx.txt' }),
    });
  }

  /** An image of its own: what tracking needs, no training job and no endpoint should carry. */
  private trackingProps({ tracking, containerDirectory }: TrainingProps): TrackingProps | undefined {
    if (tracking.kind === 'off') return undefined;
    const image = new ContainerImage(this, 'TrackingImage', {
      directory: containerDirectory,
      requirements: 'requirements-track.txt',
    });
    return { settings: tracking, image };
  }

  /** Jobs share the functions' subnets, in a group of their own: nothing may call them. */
  private jobNetwork(vpc: IVpc): NonNullable<TrainingSite['network']> {
    const group = new SecurityGroup(this, 'JobTraffic', { vpc, description: 'Everloop jobs: outbound only' });
    return { subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId), securityGroupIds: [group.securityGroupId] };
  }
}
