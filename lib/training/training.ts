import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { loopName } from '../../lambdas/contracts/resource-names';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { ContainerImage } from './container-image';
import type { DefinePipeline, PipelineNames } from './define-pipeline';
import { TrainingPipeline } from './training-pipeline';

export interface TrainingProps {
  readonly settings: FunctionSettings;
  readonly project: string;
  readonly workloads: readonly TrainedWorkload[];
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  /** Of the Dockerfile. */
  readonly containerDirectory: string;
  readonly define: DefinePipeline;
}

/** The container, and one pipeline for each workload that it trains. */
export class Training extends Construct {
  readonly image: ContainerImage;
  readonly pipelines: readonly TrainingPipeline[];

  constructor(scope: Construct, id: string, props: TrainingProps) {
    super(scope, id);
    const { workloads, key, buckets, define, settings } = props;
    this.image = new ContainerImage(this, 'Image', { directory: props.containerDirectory });
    const network = settings.network && this.jobNetwork(settings.network.vpc);
    this.pipelines = workloads.map(workload => {
      const name = loopName({ project: props.project, environment: settings.environmentName, workload: workload.id });
      const shared = { workload, name, key, buckets, define, image: this.image, functions: {} };
      return new TrainingPipeline(this, `Pipeline-${workload.id}`, { ...shared, ...(network && { network }) });
    });
  }

  /** Jobs share the functions' subnets, in a group of their own: nothing may call them. */
  private jobNetwork(vpc: IVpc): PipelineNames['network'] {
    const group = new SecurityGroup(this, 'JobTraffic', { vpc, description: 'Everloop jobs: outbound only' });
    return { subnets: vpc.privateSubnets.map(({ subnetId }) => subnetId), securityGroups: [group.securityGroupId] };
  }
}
