/** Names of the environment variables that `lib` sets and `lambdas/adapters/env.ts` reads; one list for both sides. */
export const environmentNames = {
  intakeBucket: 'INTAKE_BUCKET',
  curatedBucket: 'CURATED_BUCKET',
  quarantineBucket: 'QUARANTINE_BUCKET',
  ledgerTable: 'LEDGER_TABLE',
  intakeQueueUrl: 'INTAKE_QUEUE_URL',
  modelsBucket: 'MODELS_BUCKET',
  approvalTopic: 'APPROVAL_TOPIC',
  noticeQueueUrl: 'NOTICE_QUEUE_URL',
  noticeTable: 'NOTICE_TABLE',
  /** JSON of `MailSettings`. */
  mailSettings: 'MAIL_SETTINGS',
  trailTable: 'TRAIL_TABLE',
  releaseTable: 'RELEASE_TABLE',
  retrainingTable: 'RETRAINING_TABLE',
  startTrainingWorkflow: 'START_TRAINING_WORKFLOW',
  deployModelWorkflow: 'DEPLOY_MODEL_WORKFLOW',
  predictionsBucket: 'PREDICTIONS_BUCKET',
  predictionQueueUrl: 'PREDICTION_QUEUE_URL',
  labelQueueUrl: 'LABEL_QUEUE_URL',
  monitorQueueUrl: 'MONITOR_QUEUE_URL',
  /** Seconds. */
  longestWait: 'LONGEST_WAIT_SECONDS',
  projectName: 'EVERLOOP_PROJECT',
  environmentName: 'EVERLOOP_ENVIRONMENT',
} as const;

export type EnvironmentField = keyof typeof environmentNames;
