import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { loopEventTypes } from '../../lambdas/contracts/loop-events';
import { alarmEventType, retrainAlarmPrefix } from '../../lambdas/contracts/retraining';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import { EventQueue } from '../functions/event-queue';
import type { FunctionSettings } from '../functions/feature-function';
import type { Registry } from '../registry/registry';
import { DeskTable } from '../storage/desk-table';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import type { TrailTable } from '../trail/trail-table';
import { RetrainingFunctions } from './retraining-functions';
import { RetrainingSchedules } from './retraining-schedules';
import { StartWorkflow } from './start-workflow';

export interface RetrainingProps {
  readonly settings: FunctionSettings;
  readonly environment: Environment;
  readonly workloads: readonly TrainedWorkload[];
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly registry: Registry;
  readonly trail: TrailTable;
  /** Who is being released. */
  readonly releases: DeskTable;
  /** Names of the training pipelines. */
  readonly pipelines: readonly string[];
}

/**
 * The only door to retraining:
 *
 *   alarm, schedule, new labels, end of an execution ─► queue ─► coordinate ─► "Start training" ─► pipeline
 *                                                                    └── desk (lease, history, hold)
 */
export class Retraining extends Construct {
  readonly desk: DeskTable;
  readonly functions: RetrainingFunctions;
  readonly workflow: StartWorkflow;
  readonly queue: EventQueue;

  constructor(scope: Construct, id: string, props: RetrainingProps) {
    super(scope, id);
    const { key, environment, settings } = props;
    this.desk = new DeskTable(this, 'Desk', { field: 'retrainingTable', key, dataMayGo: environment.dataMayGo });
    this.functions = new RetrainingFunctions(this, 'Functions', { ...props, desk: this.desk });
    const { logRetentionDays } = settings;
    this.workflow = new StartWorkflow(this, 'StartTraining', { key, logRetentionDays, functions: this.functions });
    const { coordinate } = this.functions;
    coordinate.tell('startTrainingWorkflow', this.workflow.resource.stateMachineArn);
    coordinate.allow(['states:StartExecution'], [this.workflow.resource.stateMachineArn]);
    const { timeoutSeconds } = RetrainingFunctions;
    // Two at a time: who writes a desk at the same moment as another tries again.
    this.queue = new EventQueue(this, 'Queue', { key, consumer: coordinate, timeoutSeconds, maxConcurrency: 2 });
    this.receive(props);
    new RetrainingSchedules(this, 'Schedules', {
      key,
      queue: this.queue,
      lookEveryMinutes: environment.retraining.lookEveryMinutes,
      regular: regularOf(props.workloads),
    });
  }

  private receive({ settings, workloads, pipelines }: RetrainingProps): void {
    const { project, environmentName: environment } = settings;
    const prefixes = workloads.map(({ id: workload }) => retrainAlarmPrefix({ project, environment, workload }));
    this.queue.receive('AlarmChanged', 'Alarms that ask for a retraining', {
      source: ['aws.cloudwatch'],
      detailType: [alarmEventType],
      detail: { alarmName: prefixes.map(prefix => ({ prefix })), state: { value: ['ALARM', 'OK'] } },
    });
    this.queue.receive('TrainingEnded', 'Executions of our training pipelines that have ended', {
      source: ['aws.sagemaker'],
      detailType: [loopEventTypes.execution],
      detail: {
        pipelineArn: pipelines.map(name =>
          Stack.of(this).formatArn({ service: 'sagemaker', resource: 'pipeline', resourceName: name }),
        ),
        currentPipelineExecutionStatus: ['Succeeded', 'Failed', 'Stopped'],
      },
    });
  }
}

const regularOf = (workloads: readonly TrainedWorkload[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    workloads.flatMap(({ id, plan: { retraining } }) =>
      retraining.schedule === undefined ? [] : [[id, retraining.schedule]],
    ),
  );
