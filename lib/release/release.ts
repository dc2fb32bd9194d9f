import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { loopEventTypes, releaseEndEventType } from '../../lambdas/contracts/loop-events';
import { releaseName } from '../../lambdas/contracts/release';
import type { ServingPlan } from '../../lambdas/contracts/serving-settings';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import { EventQueue } from '../functions/event-queue';
import type { FeatureFunction, FunctionSettings } from '../functions/feature-function';
import type { Registry } from '../registry/registry';
import type { Serving } from '../serving/serving';
import { DeskTable } from '../storage/desk-table';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import type { TrailTable } from '../trail/trail-table';
import { ReleaseFunctions } from './release-functions';
import { ReleasePipeline } from './release-pipeline';

export interface ReleaseProps {
  readonly settings: FunctionSettings;
  readonly environment: Environment;
  readonly workloads: readonly TrainedWorkload[];
  /** By workload. */
  readonly plans: Readonly<Record<string, ServingPlan>>;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly trail: TrailTable;
  readonly registry: Registry;
  readonly serving: Serving;
}

/** Approved versions on their way to production: a pipeline a workload, and who opens, closes and takes back releases. */
export class Release extends Construct {
  readonly desk: DeskTable;
  readonly functions: ReleaseFunctions;
  readonly pipelines: readonly ReleasePipeline[];
  readonly queues: Readonly<Record<'open' | 'close' | 'reject', EventQueue>>;

  constructor(scope: Construct, id: string, props: ReleaseProps) {
    super(scope, id);
    const { workloads, settings, key, environment, serving } = props;
    const { project, environmentName } = settings;
    const nameOf = (workload: string) => releaseName({ project, environment: environmentName, workload });
    const names = workloads.map(({ id: workload }) => nameOf(workload));
    const deployModel = serving.deployModel.resource;
    this.desk = new DeskTable(this, 'Desk', { field: 'releaseTable', key, dataMayGo: environment.dataMayGo });
    this.functions = new ReleaseFunctions(this, 'Functions', {
      ...props,
      desk: this.desk,
      names: serving.names,
      deployModel,
      pipelines: names,
    });
    const { test, ask } = this.functions;
    this.pipelines = workloads.map(({ id: workload, plan: { approval } }) => {
      const plan = props.plans[workload];
      if (!plan) throw new Error(`release: workload must have a serving plan, got none for ${workload}; add one`);
      const actions = { deployModel, test: test.resource, ask: ask.resource };
      const own = { workload, name: nameOf(workload), plan, key, models: props.buckets.models };
      const secondApproval = approval === 'person' ? 'person' : approval.automatic.secondApproval;
      return new ReleasePipeline(this, `Pipeline-${workload}`, { ...own, ...actions, secondApproval });
    });
    this.queues = this.receive(props, names);
  }

  private receive({ key, registry }: ReleaseProps, pipelines: string[]) {
    const { timeoutSeconds } = ReleaseFunctions;
    const queue = (id: string, consumer: FeatureFunction) =>
      new EventQueue(this, id, { key, consumer, timeoutSeconds });
    const open = queue('Approvals', this.functions.open);
    const reject = queue('Rejections', this.functions.reject);
    const close = queue('Ends', this.functions.close);
    const versions = (status: string) => ({
      source: ['aws.sagemaker'],
      detailType: [loopEventTypes.version],
      detail: { ModelPackageGroupName: registry.groups.map(({ name }) => name), ModelApprovalStatus: [status] },
    });
    open.receive('VersionApproved', 'Versions of our models that were approved', versions('Approved'));
    reject.receive('VersionRejected', 'Versions of our models that were rejected', versions('Rejected'));
    close.receive('ReleaseEnded', 'Release pipelines that have ended', {
      source: ['aws.codepipeline'],
      detailType: [releaseEndEventType],
      detail: { pipeline: pipelines, state: ['SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED', 'SUPERSEDED'] },
    });
    return { open, close, reject };
  }
}
