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

/** What the probe of a deployment publishes; unit Count, dimension EndpointConfigName. */
export const servingMetrics = {
  /** 1 when the new fleet names too few golden images rightly, else 0; absent while it gets too few of them. */
  goldenBreach: 'GoldenBreach',
} as const;

export const configDimension = 'EndpointConfigName';

export const workloadDimension = 'Workload';
/** Value of the dimension where a metric isn't told apart by workload. */
export const allWorkloads = 'all';
