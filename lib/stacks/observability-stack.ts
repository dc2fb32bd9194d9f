import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { AlarmTopic } from '../observability/alarm-topic';
import { DeadLetterAlarms } from '../observability/dead-letter-alarms';
import { DriftAlarms } from '../observability/drift-alarms';
import { driftWidgets } from '../observability/drift-widgets';
import { IngestionAlarms } from '../observability/ingestion-alarms';
import { IngestionDashboard } from '../observability/ingestion-dashboard';
import { PredictionAlarms } from '../observability/prediction-alarms';
import { ReleaseAlarms } from '../observability/release-alarms';
import { RetrainingAlarms } from '../observability/retraining-alarms';
import { addOutputs } from '../observability/stack-outputs';
import { TrackingAlarms } from '../observability/tracking-alarm';
import type { DataStack } from './data-stack';
import type { DriftStack } from './drift-stack';
import type { IngestionStack } from './ingestion-stack';
import type { PredictionsStack } from './predictions-stack';
import type { RegistryStack } from './registry-stack';
import type { RetrainingStack } from './retraining-stack';
import type { ServingStack } from './serving-stack';
import type { TrainingStack } from './training-stack';

export interface ObservabilityStackProps extends StackProps {
  readonly environment: Environment;
  readonly data: DataStack;
  readonly ingestion: IngestionStack;
  readonly registry: RegistryStack;
  readonly training: TrainingStack;
  readonly retraining: RetrainingStack;
  readonly serving: ServingStack;
  readonly predictions: PredictionsStack;
  readonly drift: DriftStack;
}

/** Alarms, who hears of them, and the dashboard. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    const { environment, data, ingestion, registry, training, retraining, serving, predictions, drift, ...stackProps } =
      props;
    super(scope, id, { ...stackProps, description: 'Everloop: alarms and dashboard' });
    const topic = new AlarmTopic(this, 'Notifications', { key: data.key.resource, recipients: environment.recipients });
    const alarms = new IngestionAlarms(this, 'IngestionAlarms', {
      ingestion: ingestion.ingestion,
      topic: topic.resource,
      environment,
    });
    const events = new DeadLetterAlarms(this, 'EventAlarms', {
      topic: topic.resource,
      watched: {
        ApprovalNotices: {
          queue: registry.registry.notices.queue.deadLetters,
          fact: 'People could not be asked to decide on a version of a model',
          heading: 'approval-notices',
        },
        Notices: {
          queue: registry.registry.notifications.queue.deadLetters,
          fact: 'People could not be told of something: a notice waits in the dead-letter queue',
          heading: 'notices',
        },
        RetrainingRequests: {
          queue: retraining.retraining.queue.deadLetters,
          fact: 'Something asked for a retraining, or ended one, and nobody could decide on it',
          heading: 'retraining-requests',
        },
        TrailRecords: {
          queue: training.recorder.queue.deadLetters,
          fact: 'Something happened in a loop and could not be recorded',
          heading: 'trail-records',
        },
        ReleaseOpenings: {
          queue: serving.release.queues.open.deadLetters,
          fact: 'A version was approved and its release could not be opened',
          heading: 'release-openings',
        },
        ReleaseEnds: {
          queue: serving.release.queues.close.deadLetters,
          fact: 'A release ended and the next one could not be let in',
          heading: 'release-ends',
        },
        BrokenOffDeployments: {
          queue: serving.serving.brokenOff.deadLetters,
          fact: 'A deployment was broken off and could not be cleaned up',
          heading: 'broken-off-deployments',
        },
        Rejections: {
          queue: serving.release.queues.reject.deadLetters,
          fact: 'A version was rejected and could not be taken out of service',
          heading: 'rejections',
        },
        Classifications: {
          queue: predictions.classification.queue.deadLetters,
          fact: 'Images could not be classified and wait in the dead-letter queue',
          heading: 'classifications',
        },
        Monitors: {
          queue: drift.monitors.queue.deadLetters,
          fact: 'Predictions are not watched: a monitor failed and its message waits in the dead-letter queue',
          heading: 'monitors',
        },
        Labels: {
          queue: predictions.labels.queue.deadLetters,
          fact: 'Labels could not be joined to their predictions and wait in the dead-letter queue',
          heading: 'labels',
        },
      },
    });
    const tracked = new TrackingAlarms(this, 'TrackingAlarms', {
      topic: topic.resource,
      workloads: environment.tracking.kind === 'off' ? [] : training.workloads,
    });
    const releases = new ReleaseAlarms(this, 'ReleaseAlarms', {
      topic: topic.resource,
      deployModel: serving.serving.deployModel.resource,
    });
    const retrainings = new RetrainingAlarms(this, 'RetrainingAlarms', {
      topic: topic.resource,
      startTraining: retraining.retraining.workflow.resource,
    });
    const predicted = new PredictionAlarms(this, 'PredictionAlarms', {
      topic: topic.resource,
      workloads: predictions.workloads,
      gather: predictions.gathering.function.resource,
      backfill: predictions.transforms.workflow.resource,
    });
    const drifts = new DriftAlarms(this, 'DriftAlarms', {
      topic: topic.resource,
      watched: drift.watched,
      place: drift.place,
      periodSeconds: environment.drift.alarmSeconds,
    });
    const dashboard = new IngestionDashboard(this, 'IngestionOverview', {
      ingestion: ingestion.ingestion,
      rows: drift.watched.flatMap(driftWidgets),
      alarms: [alarms, events, tracked, releases, retrainings, predicted, drifts].flatMap(({ all }) => all),
    });
    addOutputs(this, 'Observability', {
      AlarmTopic: topic.resource.topicArn,
      Dashboard: dashboard.resource.dashboardName,
    });
  }
}
