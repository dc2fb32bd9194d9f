import type { DriftWindow } from '../../contracts/drift-window';
import type { RetrainingPolicies } from '../../contracts/retraining-policy';
import type { Retraining } from '../../domain/retraining/desk';
import type { Repair } from '../../domain/retraining/repair';
import type { Clock } from '../../ports/clock';
import type { Journal } from '../../ports/journal';
import type { Notifier } from '../../ports/notifier';
import type { PipelineExecutions } from '../../ports/pipeline-executions';
import type { RetrainAlarms } from '../../ports/retrain-alarms';
import type { RetrainingDesks } from '../../ports/retraining-desks';
import type { TrailStore } from '../../ports/trail-store';
import type { TrainingStarts } from '../../ports/training-starts';

/** What giving and recovering leases takes. */
export interface LeaseEffects {
  readonly desks: RetrainingDesks;
  readonly executions: Pick<PipelineExecutions, 'describe' | 'newest'>;
  readonly trail: Pick<TrailStore, 'append'>;
  readonly clock: Clock;
}

/** What the coordinator takes. */
export interface RetrainingEffects extends LeaseEffects {
  readonly starts: TrainingStarts;
  readonly alarms: RetrainAlarms;
  readonly notifier: Notifier;
  readonly journal: Journal;
  readonly policies: RetrainingPolicies;
  /** What is new since the last data set was drawn, and since a moment (null: ever). */
  readonly newLabels: (workload: string, since: string | null) => Promise<NewLabels>;
  /** What became of the version that a retraining gave. */
  readonly repair: (workload: string, retraining: Pick<Retraining, 'correlationId' | 'startedAt'>) => Promise<Repair>;
  /** The time that raised alarms of a workload, by name, are about; undefined when no monitor knows. */
  readonly driftedWindow: (workload: string, alarms: readonly string[], now: Date) => Promise<DriftWindow | undefined>;
  readonly project: string;
  readonly environment: string;
}

export interface NewLabels {
  /** Labelled examples that came in since. */
  readonly count: number;
  /** Of the last data set; null when there is none. */
  readonly since: string | null;
}
