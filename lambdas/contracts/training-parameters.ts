/** Parameters of a training pipeline's execution: who starts one sets them, the definition declares them. */
export const trainingParameters = {
  /** Id of a manifest in the models bucket; no default. */
  datasetManifestId: 'DatasetManifestId',
  /** Born with the reason of the retraining; no default. Read at registration only: it must not spoil cached steps. */
  correlationId: 'CorrelationId',
  /** ARN of the model package that serves now; `none` without one. */
  championVersion: 'ChampionVersion',
  /** Its model.tar.gz; without one `noChampionKey` in the models bucket, since an input must hold an object. */
  championModelUri: 'ChampionModelUri',
  /** JSON of `gateOverridesSchema`; SageMaker takes 1,024 characters. */
  gateOverrides: 'GateOverrides',
  /** Of the code that was deployed. */
  commit: 'Commit',
  processingInstanceType: 'ProcessingInstanceType',
  trainingInstanceType: 'TrainingInstanceType',
  /** Budget of a tuning job; only with `tuningJobs` above 1. */
  tuningJobs: 'TuningJobs',
} as const;

/** models: a small object that a deployment writes; it stands for the champion where there is none. */
export const noChampionPrefix = 'training/no-champion/';
export const noChampionKey = `${noChampionPrefix}README.txt`;
