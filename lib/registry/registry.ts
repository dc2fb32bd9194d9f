import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { loopName } from '../../lambdas/contracts/resource-names';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import type { FunctionSettings } from '../functions/feature-function';
import { Notifications } from '../notifications/notifications';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { ApprovalNotices } from './approval-notices';
import { ModelGroup } from './model-group';

export interface RegistryProps {
  readonly settings: FunctionSettings;
  readonly workloads: readonly TrainedWorkload[];
  readonly environment: Environment;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
}

/** Versions of every workload's model, who is asked to decide on them, and how people are told of anything. */
export class Registry extends Construct {
  readonly notifications: Notifications;
  readonly notices: ApprovalNotices;
  private readonly byWorkload: ReadonlyMap<string, ModelGroup>;

  constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    const { environment, settings } = props;
    const { project, environmentName } = settings;
    const groupOf = ({ id: workload, title }: TrainedWorkload) => {
      const name = loopName({ project, environment: environmentName, workload });
      return new ModelGroup(this, `Versions-${workload}`, { name, title, dataMayGo: environment.dataMayGo });
    };
    this.byWorkload = new Map(props.workloads.map(workload => [workload.id, groupOf(workload)]));
    this.notifications = new Notifications(this, 'Notifications', props);
    const { notifications, groups } = this;
    const automatic = props.workloads
      .filter(({ plan }) => plan.approval !== 'person')
      .map(({ id: one }) => this.groupOf(one));
    this.notices = new ApprovalNotices(this, 'ApprovalNotices', { ...props, notifications, groups, automatic });
  }

  get groups(): readonly ModelGroup[] {
    return [...this.byWorkload.values()];
  }

  /** @throws Error for a workload that is not trained */
  groupOf(workload: string): ModelGroup {
    const group = this.byWorkload.get(workload);
    if (group) return group;
    throw new Error(`registry: workload must be a trained one, got ${workload}; give it a training plan`);
  }
}
