import { gatherRequestSchema } from '../../../contracts/gather-request';
import type { PredictionPlans } from '../../../contracts/prediction-plan';
import { type Hour, hoursBefore } from '../../../domain/predictions/tables/table-keys';
import { labelTable, recordTable } from '../../../domain/predictions/tables/tables';
import type { Clock } from '../../../ports/clock';
import { type GatheredHour, type GatherHourEffects, gatherHour } from './gather-hour';

export interface GatherRecordsEffects extends GatherHourEffects {
  readonly plans: PredictionPlans;
  readonly clock: Clock;
}

export interface GatherResult {
  /** Files written. */
  readonly files: number;
  readonly rows: number;
  /** False when the time ran out: what is written stays, and the next run goes on with the rest. */
  readonly complete: boolean;
}

const hourMs = 3_600_000;

/**
 * "Gather records": the lines of each hour, one small object each, become one Parquet file for query engines.
 *
 * Life cycle: hourly for the hours just past, daily for as long back as a message may wait, since a prediction may get its
 * line long after its moment. What did not change is left as it is.
 */
export function createGatherRecords(effects: GatherRecordsEffects) {
  return async (request: unknown, hasTime: () => boolean): Promise<GatherResult> => {
    const { hours, now } = gatherRequestSchema.parse(request);
    const end = new Date(effects.clock.now().getTime() + (now ? hourMs : 0));
    const workloads = Object.entries(effects.plans).flatMap(([id, { kind }]) => (kind === 'classes' ? [id] : []));
    let [files, rows] = [0, 0];
    for (const hour of hoursBefore(end, hours)) {
      for (const workload of workloads) {
        if (!hasTime()) return { files, rows, complete: false };
        for (const gather of tables) {
          const gathered = await gather({ workload, ...hour }, { ...effects, hasTime });
          files += gathered.files;
          rows += gathered.rows;
          if (!gathered.complete) return { files, rows, complete: false };
        }
      }
    }
    effects.journal.note('records gathered', { hours, files, rows });
    return { files, rows, complete: true };
  };
}

type Gather = (hour: Hour, effects: Parameters<typeof gatherHour>[2]) => Promise<GatheredHour>;
const tables: readonly Gather[] = [
  (hour, effects) => gatherHour(recordTable, hour, effects),
  (hour, effects) => gatherHour(labelTable, hour, effects),
];
