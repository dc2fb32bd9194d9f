/** Every function of the application: `lambdas/functions/<name>.ts`. */
export const functionNames = [
  'ingestion/validate-batch',
  'ingestion/place-batch',
  'ingestion/reconcile',
  'drift/watch-workload',
  'predictions/classify-batch',
  'predictions/gather-records',
  'predictions/join-labels',
  'predictions/prepare-backfill',
  'predictions/plan-backfill',
  'predictions/hand-over-answers',
  'notifications/send-notice',
  'registry/notify-approval',
  'release/open-release',
  'release/close-release',
  'release/handle-rejection',
  'release/test-release',
  'release/ask-decision',
  'retraining/coordinate',
  'retraining/start-training',
  'retraining/give-up',
  'serving/prepare-deployment',
  'serving/start-deployment',
  'serving/watch-deployment',
  'serving/probe-deployment',
  'serving/verify-deployment',
  'serving/end-deployment',
  'serving/recover-deployment',
  'training/judge-candidate',
  'training/place-no-champion',
  'trail/record-event',
] as const;

export type FunctionName = (typeof functionNames)[number];

/** Functions that decode images and so need sharp beside them. */
export const nativeFunctions: readonly FunctionName[] = ['ingestion/validate-batch'];

/** Functions that draw data sets and so need to know how. */
export const datasetFunctions: readonly FunctionName[] = ['retraining/start-training'];

/** Functions that decide on retrainings and so need to know when. */
export const retrainingFunctions: readonly FunctionName[] = ['retraining/coordinate'];

/** Functions that ask people to approve, or approve by policy. */
export const approvalFunctions: readonly FunctionName[] = ['registry/notify-approval'];

/** Functions that watch predictions, or read what was found, and so need to know how. */
export const driftFunctions: readonly FunctionName[] = ['drift/watch-workload', 'retraining/coordinate'];

/** Functions whose news monitors wait for, and so need to know how they watch. */
export const announcingFunctions: readonly FunctionName[] = ['predictions/classify-batch', 'predictions/join-labels'];

/** Functions that predict and so need to know what for. */
export const predictionFunctions: readonly FunctionName[] = [
  'predictions/classify-batch',
  'predictions/gather-records',
  'predictions/join-labels',
];
