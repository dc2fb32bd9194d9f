/** What the functions publish and the alarms read: one constant per metric, so that the two can't drift apart. */
export const metricNamespace = 'Everloop';

export const ingestionMetrics = {
  /** Items that ended in the curated bucket; unit Count, dimension Workload. */
  accepted: 'ItemsAccepted',
  /** Items that ended in the quarantine bucket; unit Count, dimension Workload. */
  rejected: 'ItemsRejected',
  /** Items that went back to the queue; unit Count, dimension Workload = `allWorkloads`: some name none. */
  failed: 'ItemsFailed',
  /** Objects that the reconciler had to send again; unit Count, dimension Workload = `allWorkloads`. */
  redriven: 'ItemsRedriven',
} as const;

export type IngestionMetric = (typeof ingestionMetrics)[keyof typeof ingestionMetrics];

/** Of classification and labels; unit Count, dimension Workload. */
export const predictionMetrics = {
  /** Images that lie in the folder of a class. */
  classified: 'ImagesClassified',
  /** Of them, those that a person should look at. */
  forReview: 'ImagesForReview',
  /** Images that the model could not read. */
  refused: 'ImagesRefused',
  /** Images that were put back since there is no endpoint. */
  waiting: 'ImagesWaiting',
  /** Messages that went back to the queue; dimension Workload = `allWorkloads`: some name none. */
  failed: 'ClassificationsFailed',
  /** Labels that were joined to their predictions. */
  labelsJoined: 'LabelsJoined',
  /** Of them, those that took the place of another one. */
  labelsCorrected: 'LabelsCorrected',
  /** Labels that lie in quarantine. */
  labelsRejected: 'LabelsRejected',
} as const;

export type PredictionMetric = (typeof predictionMetrics)[keyof typeof predictionMetrics];

/** What jobs publish themselves, those that may use the network. */
export const trainingMetrics = {
  /** Executions whose figures could not be written to the experiment store; unit Count, dimension Workload. */
  untracked: 'RunsUntracked',
} as const;

/** Of a window, at its end; dimension Workload. Shares are 0 to 1. */
export const windowMetrics = {
  /** Unit Count. */
  predictions: 'WindowPredictions',
  labels: 'WindowLabels',
  /** Share of the predictions that have a label. */
  labelCoverage: 'LabelCoverage',
  accuracy: 'Accuracy',
  macroF1: 'MacroF1',
  /** Share of the features that drift from what the serving version was trained on. */
  driftedShare: 'DriftedShare',
  /** The same against the first version that was watched. */
  driftedShareOfOriginal: 'DriftedShareOfOriginal',
  /** Largest of the features' shifts: share of the images that moved, KS's D. */
  largestShift: 'LargestShift',
  /** Share of the predictions that moved to other classes. */
  mixShift: 'PredictionMixShift',
  /** KS's D of the scores. */
  confidenceShift: 'ConfidenceShift',
  meanConfidence: 'MeanConfidence',
  missingShare: 'MissingShare',
  outOfRangeShare: 'OutOfRangeShare',
  duplicateShare: 'DuplicateShare',
  refusedShare: 'RefusedShare',
  /** Share of what came to be predicted that validation rejected. */
  quarantinedShare: 'QuarantinedShare',
} as const;

/** Of a class in a window, at its end; dimensions Workload and Class. */
export const classMetrics = {
  recall: 'Recall',
  precision: 'Precision',
  npv: 'NegativePredictiveValue',
  f1: 'F1',
  /** Unit Count. */
  truePositives: 'TruePositives',
} as const;

/** Of a window of a regression, at its end; dimension Workload, in the target's unit or its square. */
export const regressionMetrics = {
  mse: 'MeanSquaredError',
  rmse: 'RootMeanSquaredError',
  mae: 'MeanAbsoluteError',
  r2: 'RSquared',
  /** Mean of predicted - actual. */
  bias: 'MeanError',
  /** That RMSE must not exceed: lower the more labels there are. */
  ceiling: 'RootMeanSquaredErrorCeiling',
  /** Share of the predictions whose value moved, KS's D, 0 to 1. */
  predictionShift: 'PredictionShift',
  meanPrediction: 'MeanPrediction',
} as const;

/**
 * 1 while m of the newest n judged windows are out of the ordinary, else 0; absent while that is not known. At the moment of
 * judging, since labels come later than CloudWatch looks back. Dimension Workload, and Class for those of a class.
 */
export const breachMetrics = {
  recall: 'RecallBreach',
  precision: 'PrecisionBreach',
  'true-positives': 'TruePositivesBreach',
  'data-drift': 'DataDriftBreach',
  'prediction-mix': 'PredictionMixBreach',
  rmse: 'RootMeanSquaredErrorBreach',
  'prediction-drift': 'PredictionDriftBreach',
} as const;

/** Of a workload, at the moment of judging; hours, unit None, dimension Workload. Absent until there was a prediction. */
export const silenceMetrics = {
  /** Since the end of the newest window with a prediction. */
  sincePrediction: 'HoursSincePrediction',
  /** For which predictions came and no label. */
  withoutLabel: 'HoursWithoutLabel',
} as const;

/** What happens in a loop, once each at the moment of its record; unit Count, dimension Workload. Bars beside KPIs. */
export const loopMetrics = {
  /** Executions of the training pipeline that began. */
  trainingStarted: 'TrainingsStarted',
  /** Versions that serve: their release passed its last stage. */
  released: 'ReleasesFinished',
} as const;

export type LoopMetric = (typeof loopMetrics)[keyof typeof loopMetrics];

/** What the probe of a deployment publishes; unit Count, dimension EndpointConfigName. */
export const servingMetrics = {
  /** 1 when the new fleet names too few golden images rightly, else 0; absent while it gets too few of them. */
  goldenBreach: 'GoldenBreach',
} as const;

export const configDimension = 'EndpointConfigName';

export const workloadDimension = 'Workload';
export const classDimension = 'Class';
/** Value of the dimension where a metric isn't told apart by workload. */
export const allWorkloads = 'all';
