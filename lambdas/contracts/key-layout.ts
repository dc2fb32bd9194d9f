/**
 * Where objects lie. An object keeps its key on its way from intake to curated or quarantine, so that the mapping needs
 * no table and a key of 1,024 bytes (S3's limit) still fits; records live under prefixes no intake key can begin with.
 */
export const intakePrefixes = { incoming: 'incoming/', labelled: 'labelled/', labels: 'labels/' } as const;

/** Prefixes whose objects the validation workflow takes. */
export const validatedPrefixes = [intakePrefixes.incoming, intakePrefixes.labelled] as const;

export const recordPrefixes = {
  /** curated: one JSON feature record per accepted object. */
  features: '_features/',
  /** quarantine: one JSON reason record per rejected object. */
  reasons: '_reasons/',
  /** quarantine: rejected rows of an accepted file, NDJSON. */
  rows: '_rows/',
  /** curated: result files of backfill runs. */
  backfill: '_backfill/',
  /** curated: one NDJSON file per imported data set, `_imports/<workload>/<labelled | golden>/<sha256>.ndjson`. */
  imports: '_imports/',
} as const;

/**
 * curated: images of imported data sets, `<prefix><workload>/<class>/<sha256>.<extension>`. Nothing that arrives at intake
 * can get a key below them, so the loop never feeds the golden set.
 */
export const importPrefixes = { labelled: 'imported/', golden: 'golden/' } as const;

/** Below a class of `labelled/<workload>/<class>/`: examples whose labels answer earlier predictions. */
export const feedbackFolder = 'feedback/';

/** models: `datasets/<workload>/<id>.json`, and beside it `<id>.files`, the list that SageMaker downloads by. */
export const datasetPrefix = 'datasets/';

/** User metadata that marks which intake version a curated or quarantined object is a copy of. */
export const sourceVersionMetadata = 'everloop-source-version';
