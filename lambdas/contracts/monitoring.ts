import * as z from 'zod/mini';

/** predictions: what was found of each window, `_monitoring/<workload>/<from>_<to>/<file>`. */
export const monitoringPrefix = '_monitoring/';

/** models: `baselines/<workload>/<manifest id>-<artifact>.json`, learned once of what a version was trained on. */
export const baselinePrefix = 'baselines/';

/** The first three are of Model Monitor's shapes. */
export const monitoringFiles = {
  statistics: 'statistics.json',
  constraints: 'constraints.json',
  violations: 'constraint_violations.json',
  /** Everything, as `everloop monitor` shows it. */
  report: 'report.json',
  /** What the next windows need to know of it. */
  summary: 'summary.json',
  /** Which metrics of it were published. */
  published: 'published.json',
} as const;

/** predictions: `_monitoring/<workload>/seen.json`, when a prediction and a label were seen last. */
export const seenFile = 'seen.json';

const moment = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/));

/** What the queue of the monitors takes. */
export const monitorMessageSchema = z.strictObject({
  kind: z.literal('due'),
  workload: z.string(),
  /** Windows that were over at that moment are judged, ISO 8601, UTC. */
  at: moment,
});

export type MonitorMessage = z.infer<typeof monitorMessageSchema>;
