import type { Deployment } from '../../lambdas/contracts/deployment-outputs';

/** Names a person types, and the output that holds the log group's. */
export const logGroups: Readonly<Record<string, keyof Deployment>> = {
  validate: 'ValidateLogs',
  place: 'PlaceLogs',
  reconcile: 'ReconcileLogs',
  workflow: 'ValidationLogs',
  backfill: 'BackfillLogs',
  classify: 'ClassifyLogs',
  'join-labels': 'JoinLabelsLogs',
  gather: 'GatherRecordsLogs',
  'start-training': 'StartTrainingLogs',
  'record-event': 'RecordEventLogs',
  'notify-approval': 'ApprovalNoticeLogs',
  'open-release': 'OpenReleaseLogs',
  'close-release': 'CloseReleaseLogs',
  'test-release': 'TestReleaseLogs',
  'ask-decision': 'AskDecisionLogs',
  'handle-rejection': 'RejectionLogs',
  'deploy-model': 'DeployModelLogs',
  'prepare-deployment': 'PrepareDeploymentLogs',
  'start-deployment': 'StartDeploymentLogs',
  'watch-deployment': 'WatchDeploymentLogs',
  'probe-deployment': 'ProbeDeploymentLogs',
  'verify-deployment': 'VerifyDeploymentLogs',
  'end-deployment': 'EndDeploymentLogs',
};
