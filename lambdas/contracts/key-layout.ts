/**
 * Where objects lie. An object keeps its key on its way from intake to curated or quarantine, so that the mapping needs
 * no table and a key of 1,024 bytes (S3's limit) still fits; records live under prefixes no intake key can begin with.
 */
export const intakePrefixes = { incoming: 'incoming/', labelled: 'labelled/', labels: 'labels/' } as const;

/** Prefixes whose objects the validation workflow takes. */
export const validatedPrefixes = [intakePrefixes.incoming, intakePrefixes.labelled] as const;

export const recordPrefixes = {
  /** curated: one JSON feature record per accepted object that came to be predicted; its event asks for the prediction. */
  features: '_features/',
  /** curated: the same of labelled examples, which data sets are drawn of. */
  examples: '_examples/',
  /** curated: the same of examples that came in a folder of feedback; its event asks which prediction the label answers. */
  feedback: '_feedback/',
  /** curated: records of examples, many in a file of NDJSON, so that a data set is drawn of them with one read. */
  gathered: '_gathered/',
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

/** By then a data set was drawn of them, or reads the records themselves. */
export const gatheredDays = 30;

/** models: `datasets/<workload>/<id>.json`, and beside it `<id>.files`, the list that SageMaker downloads by. */
export const datasetPrefix = 'datasets/';

/**
 * predictions: `<workload>/<class>/<rest of the key>` holds a copy of each image, where the key was
 * `incoming/<workload>/<rest>`. Folders that are no class begin with what no class can begin with.
 */
export const predictionFolders = {
  /** Also here: what the model was not sure of. A label takes it away. */
  review: '_review',
  /** Only here: what the model can't read. */
  refused: '_refused',
} as const;

/** predictions: one line of NDJSON a file, `<prefix><workload>/day=2026-11-21/hour=18/<inference id>.ndjson`. */
export const predictionPrefixes = { records: '_records/', labels: '_labels/' } as const;

/**
 * predictions: what was gathered of those lines, one Parquet file an hour:
 * `_parquet/<table>/workload=<workload>/dt=2026-11-21/hour-18.parquet`. Below a table nothing begins with what Athena hides.
 */
export const tablePrefixes = { records: '_parquet/predictions/', labels: '_parquet/labels/' } as const;

/** User metadata of a gathered file: which lines are in it. */
export const gatheredLinesMetadata = 'everloop-gathered-lines';

/**
 * predictions: what transform jobs read and write, `<prefix><workload>/<run>/<part>/…`; removed after `transformDays`,
 * which is longer than a message can wait among the dead letters (14 days in the queue, 14 there).
 */
export const transformPrefix = '_transform/';
/** predictions: what asynchronous endpoints write, `_async/<workload>/answers/…` and `…/failures/…`; removed as late. */
export const asyncPrefix = '_async/';
export const asyncPrefixOf = (workload: string): string => `${asyncPrefix}${workload}/`;
export const transformDays = 30;

/** User metadata of the copies in the predictions bucket. */
export const predictionMetadata = {
  inferenceId: 'everloop-inference-id',
  label: 'everloop-label',
  score: 'everloop-score',
  modelVersion: 'everloop-model-version',
} as const;

/** User metadata that marks which intake version a curated or quarantined object is a copy of. */
export const sourceVersionMetadata = 'everloop-source-version';
