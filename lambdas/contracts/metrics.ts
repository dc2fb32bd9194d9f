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
