import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import type { LedgerTable } from '../ingestion/ledger-table';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import type { ContainerImage } from '../training/container-image';
import { BackfillFunctions } from './backfill-functions';
import { BackfillPredictions } from './backfill-predictions';
import type { TransformSite } from './transform-arguments';
import { TransformRole } from './transform-role';

export interface TransformsProps {
  readonly settings: FunctionSettings;
  readonly environment: Environment;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly ledger: LedgerTable;
  readonly registry: Registry;
  readonly image: ContainerImage;
  readonly workloads: readonly TrainedWorkload[];
  /** Of predictions. */
  readonly queue: Queue;
}

/** Large backfills: what is curated is classified by transform jobs, and placed as any prediction is. */
export class Transforms extends Construct {
  readonly functions: BackfillFunctions;
  readonly workflow: BackfillPredictions;

  constructor(scope: Construct, id: string, props: TransformsProps) {
    super(scope, id);
    const { settings, environment, workloads, key } = props;
    const networked = settings.network !== undefined;
    const jobRoles = workloads.map(
      ({ id: workload }) => new TransformRole(this, `Role-${workload}`, { ...props, workload, networked }),
    );
    this.functions = new BackfillFunctions(this, 'Functions', props);
    const roles = workloads.map(({ id: workload }, at) => [workload, jobRoles[at]?.resource.roleArn ?? ''] as const);
    this.workflow = new BackfillPredictions(this, 'Workflow', {
      settings,
      workloads,
      jobRoles,
      key,
      logRetentionDays: environment.logRetentionDays,
      functions: this.functions,
      transform: environment.predictions.transform,
      site: { ...this.site(props), roles: Object.fromEntries(roles) },
    });
  }

  /** Jobs share the functions' subnets, in a group of their own. */
  private site({ settings, key }: TransformsProps): Omit<TransformSite, 'roles'> {
    const tags = { 'everloop:project': settings.project, 'everloop:environment': settings.environmentName };
    const shared = { kmsKeyArn: key.keyArn, tags };
    if (!settings.network) return shared;
    const { vpc } = settings.network;
    const group = new SecurityGroup(this, 'JobTraffic', { vpc, description: 'Everloop backfills: outbound only' });
    const subnetIds = vpc.privateSubnets.map(({ subnetId }) => subnetId);
    return { ...shared, network: { subnetIds, securityGroupIds: [group.securityGroupId] } };
  }
}
