import { join } from 'node:path';
import { cloudPaths } from '../../../local/cloud/paths';
import type { Connection } from '../../deployment/connect';
import { objectStoreOf } from '../../deployment/stores';
import { configuredContracts } from '../../ingestion/contracts';
import { laterSteps, type Step } from '../../output/steps';
import { executionStepTitles } from '../../training/execution-steps';
import { requireTrained } from '../../training/require-trained';
import type { TrainingResult } from '../../training/training-result';
import { startStepTitles, TrainingRun } from '../../training/training-run';
import type { PhotoSource } from '../photos/photo';
import { importGolden } from './import-golden';
import { type TrainingFigures, trainingFigures } from './training-figures';

export interface DemoTrainingOptions {
  /** Golden photos: at least so many are known to give figures with a third digit. */
  readonly goldenPhotos: number;
  /** The same in words. */
  readonly goldenTitle: string;
  readonly connection: () => Connection;
  /** Shares no photo with what the demo sends. */
  readonly goldenSource: () => Promise<PhotoSource>;
  readonly signal: AbortSignal;
}

export interface TrainedModel {
  readonly figures: TrainingFigures;
  readonly result: TrainingResult;
  readonly correlationId: string;
}

const workload = 'product-images';

/** The second half of the demo: from curated photos to a version that waits for a person. */
export class DemoTraining {
  private run?: TrainingRun;
  private trained?: TrainedModel;

  constructor(private readonly options: DemoTrainingOptions) {}

  get model(): TrainedModel | undefined {
    return this.trained;
  }

  goldenStep(): Step {
    const title = `Golden set: ${this.options.goldenTitle}, on which nothing is trained`;
    return { title, run: report => this.importGolden(report) };
  }

  steps(): Step[] {
    return [
      ...laterSteps(startStepTitles(workload), () => this.begin().startSteps()),
      ...laterSteps(executionStepTitles, () => this.begin().waitSteps()),
      { title: 'Read the scores', run: () => this.read() },
    ];
  }

  private async importGolden(report: (text: string) => void): Promise<void> {
    const { goldenPhotos: count, connection, goldenSource, signal } = this.options;
    const { deployment } = connection();
    const contract = configuredContracts()[workload];
    if (contract?.kind !== 'images') return;
    const objects = objectStoreOf(connection());
    const target = { objects, curated: deployment.CuratedBucket, workload, kind: 'golden' } as const;
    const folder = join(cloudPaths().folder, 'data', 'golden');
    await importGolden({ target, contract, count, folder, signal, source: await goldenSource() }, report);
  }

  private begin(): TrainingRun {
    const { connection, signal } = this.options;
    const where = 'everloop demo';
    this.run ??= new TrainingRun({
      hold: 'respected',
      trained: requireTrained(workload, where),
      connection: connection(),
      why: 'the demo',
      signal,
      where,
    });
    return this.run;
  }

  private async read(): Promise<void> {
    const run = this.begin();
    const result = await run.result();
    const figures = trainingFigures(result, run.dataset.id);
    this.trained = { figures, result, correlationId: run.started.correlationId };
  }
}
