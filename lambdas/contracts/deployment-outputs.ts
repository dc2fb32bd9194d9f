/** Stack outputs that tools outside the stacks read; the stack that has each one. */
export const deploymentOutputs = {
  Data: [
    'IntakeBucket',
    'CuratedBucket',
    'QuarantineBucket',
    'ModelsBucket',
    'PredictionsBucket',
    'AccessLogsBucket',
    'LedgerTable',
    'TrailTable',
  ],
  Ingestion: [
    'IntakeQueueUrl',
    'DeadLetterQueueUrl',
    'ValidationWorkflow',
    'BackfillWorkflow',
    'ValidateFunction',
    'PlaceFunction',
    'ReconcileFunction',
    'ValidationLogs',
    'BackfillLogs',
    'ValidateLogs',
    'PlaceLogs',
    'ReconcileLogs',
  ],
  Registry: ['ApprovalTopic', 'ApprovalNoticeFunction', 'ApprovalNoticeLogs'],
  Training: [
    'ContainerImage',
    'StartTrainingFunction',
    'StartTrainingLogs',
    'TrainingQueueUrl',
    'RecordEventFunction',
    'RecordEventLogs',
  ],
  Serving: [
    'DeployModelWorkflow',
    'DeployModelLogs',
    'PrepareDeploymentLogs',
    'StartDeploymentLogs',
    'WatchDeploymentLogs',
    'ProbeDeploymentLogs',
    'VerifyDeploymentLogs',
    'EndDeploymentLogs',
    'RecoverDeploymentLogs',
    'ReleaseTable',
    'OpenReleaseLogs',
    'CloseReleaseLogs',
    'RejectionLogs',
    'TestReleaseLogs',
    'AskDecisionLogs',
  ],
  Predictions: [
    'PredictionQueueUrl',
    'PredictionDeadLetterQueueUrl',
    'ClassifyFunction',
    'ClassifyLogs',
    'LabelQueueUrl',
    'LabelDeadLetterQueueUrl',
    'JoinLabelsFunction',
    'JoinLabelsLogs',
  ],
  Observability: ['AlarmTopic', 'Dashboard'],
} as const;

export type StackSuffix = keyof typeof deploymentOutputs;

/** What a deployed environment consists of, by output name. */
export type Deployment = Readonly<Record<(typeof deploymentOutputs)[StackSuffix][number], string>>;
