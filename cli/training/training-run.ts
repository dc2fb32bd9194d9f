import { randomTokens } from '../../lambdas/adapters/clock';
import type { DatasetManifest } from '../../lambdas/contracts/dataset-manifest';
import type { DriftWindow } from '../../lambdas/contracts/drift-window';
import { refusalReasons } from '../../lambdas/contracts/refusal-reasons';
import type { Lease } from '../../lambdas/domain/retraining/desk';
import type { LeaseEffects } from '../../lambdas/handlers/retraining/retraining-effects';
import { takeLease, useLease } from '../../lambdas/handlers/retraining/take-lease';
import { type BuildDatasetResult, buildDataset } from '../../lambdas/handlers/training/build-dataset';
import { DatasetStore } from '../../lambdas/handlers/training/dataset-store';
import { type StartedExecution, startExecution } from '../../lambdas/handlers/training/start-execution';
import type { TrainedWorkload } from '../../lib/config/trained-workloads';
import { requireDataset } from '../datasets/dataset-access';
import type { Connection } from '../deployment/connect';
import { modelRegistryOf, objectStoreOf, pipelineExecutionsOf } from '../deployment/stores';
import { WorkFoundProblems } from '../errors';
import { wallClock } from '../ingestion/wait-for-outcomes';
import type { Step } from '../output/steps';
import { leaseEffectsOf, policyOf } from '../retraining/retraining-access';
import { executionSteps } from './execution-steps';
import { ExecutionWatch } from './execution-watch';
import { type TrainingResult, trainingResult } from './training-result';

export interface TrainingRequest {
  readonly trained: TrainedWorkload;
  readonly connection: Connection;
  /** The beginning of a data set's id, or `latest`; a new one is drawn when absent. */
  readonly dataset?: string;
  readonly drift?: DriftWindow;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly why?: string;
  /** Whether a hold of the workload stops it. */
  readonly hold: 'respected' | 'despite-hold';
  readonly signal: AbortSignal;
  /** The command, for messages. */
  readonly where: string;
}

/** SageMaker throttles who asks too often; the laptop cloud does not. */
const pausesMs = { account: 5000, laptop: 250 } as const;

/** @param dataset that is to be found; one is drawn when absent */
export const startStepTitles = (workload: string, dataset?: string): string[] => [
  dataset === undefined ? `Draw a data set of ${workload}` : `Find data set ${dataset}`,
  'Start the pipeline',
];

/** A training from its data set to its version, in steps that people see. */
export class TrainingRun {
  private drawn?: BuildDatasetResult;
  private manifest?: DatasetManifest;
  private begun?: StartedExecution;

  constructor(private readonly request: TrainingRequest) {}

  /** Draws or finds the data set, then starts the pipeline on it. */
  startSteps(): Step[] {
    const { dataset, trained } = this.request;
    const [title = '', start = ''] = startStepTitles(trained.id, dataset);
    return [
      { title, run: report => this.chooseDataset(report) },
      { title: start, run: report => this.start(report) },
    ];
  }

  /** One step for each of the pipeline's; each fails with the reason of its own failure. */
  waitSteps(): Step[] {
    return executionSteps(() => this.watch(), this.request.where);
  }

  get started(): StartedExecution {
    return need(this.begun);
  }

  get dataset(): DatasetManifest {
    return need(this.manifest);
  }

  /** Call when the pipeline has ended well. */
  async result(): Promise<TrainingResult> {
    const { connection, trained } = this.request;
    const view = await this.watch().until(() => false);
    return trainingResult(view, {
      workload: trained.id,
      registry: modelRegistryOf(connection),
      objects: objectStoreOf(connection),
      modelsBucket: connection.deployment.ModelsBucket,
    });
  }

  private watch(): ExecutionWatch {
    const { connection, signal, where } = this.request;
    return new ExecutionWatch({
      executions: pipelineExecutionsOf(connection),
      executionArn: this.started.executionArn,
      clock: wallClock,
      signal,
      pauseMs: connection.kind === 'account' ? pausesMs.account : pausesMs.laptop,
      where,
    });
  }

  private async chooseDataset(report: (progress: string) => void): Promise<void> {
    const { dataset } = this.request;
    this.manifest = dataset === undefined ? await this.draw() : await this.find(dataset);
    report(`data set ${this.manifest.id.slice(0, 12)}, ${this.manifest.items.length} pictures`);
  }

  private async draw(): Promise<DatasetManifest> {
    const { trained, drift, where } = this.request;
    const { classes, dataset: policy } = trained.plan;
    const asked = { workload: trained.id, classes, policy, ...(drift && { drift }) };
    this.drawn = await buildDataset(asked, this.stores());
    const { stored, faults, manifest } = this.drawn;
    if (stored !== 'refused') return manifest;
    const [fault] = faults;
    throw new WorkFoundProblems(
      `${where}: ${fault?.code}: ${fault?.message}; ${fault?.remedy} All of it: \`everloop dataset build\``,
    );
  }

  private async find(asked: string): Promise<DatasetManifest> {
    const { trained, connection } = this.request;
    const { objects, buckets } = this.stores();
    const { environmentName } = connection;
    const store = new DatasetStore(objects, buckets);
    return requireDataset(
      { workload: trained.id, plan: trained.plan, environmentName, objects, buckets, store },
      asked,
    );
  }

  private async start(report: (progress: string) => void): Promise<void> {
    const { connection, trained, why, parameters } = this.request;
    const effects = leaseEffectsOf(connection);
    const lease = await this.take(effects);
    const { at, token = '' } = lease.call;
    const reason = { reason: 'person', at: new Date(at), token } as const;
    const request = { workload: trained.id, dataset: this.dataset, ...reason, why, parameters };
    const start = { ...effects, registry: modelRegistryOf(connection), executions: pipelineExecutionsOf(connection) };
    this.begun = await useLease(lease, () => startExecution(request, start), effects);
    report(this.begun.correlationId);
  }

  /** One retraining at a time: a person asks for the same lease as an alarm does. */
  private async take(effects: LeaseEffects): Promise<Lease> {
    const { connection, trained, why, hold, where } = this.request;
    const policy = policyOf(trained.id, connection.environmentName);
    const request = { id: `person ${randomTokens.next()}`, hold, why };
    const taken = await takeLease({ workload: trained.id, request, policy }, effects);
    if (taken.kind === 'lease') return taken.lease;
    const { code, message } = taken.refusal;
    throw new WorkFoundProblems(`${where}: ${code}: ${message}; ${refusalReasons[code].remedy}`);
  }

  private stores() {
    const { connection } = this.request;
    const { ModelsBucket: models, CuratedBucket: curated } = connection.deployment;
    return { objects: objectStoreOf(connection), buckets: { models, curated } };
  }
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('training run: steps must run in order, got a later one first; report this');
  return value;
}
