import { correlationId, type LoopReason } from '../../contracts/correlation';
import type { DatasetManifest } from '../../contracts/dataset-manifest';
import type { DriftWindow } from '../../contracts/drift-window';
import type { ModelVersion } from '../../domain/registry/model-version';
import { datasetRecord } from '../../domain/trail/dataset-record';
import { requestRecord } from '../../domain/trail/request';
import { startParameters } from '../../domain/training/start-parameters';
import type { ModelRegistry } from '../../ports/model-registry';
import type { PipelineExecutions } from '../../ports/pipeline-executions';
import type { TrailStore } from '../../ports/trail-store';
import { newestApproved } from '../registry/newest-approved';

export interface StartEffects {
  readonly registry: Pick<ModelRegistry, 'versions'>;
  readonly executions: Pick<PipelineExecutions, 'start'>;
  readonly trail: Pick<TrailStore, 'append'>;
}

export interface ExecutionRequest {
  readonly workload: string;
  readonly dataset: Pick<DatasetManifest, 'id' | 'items'>;
  readonly reason: LoopReason;
  readonly at: Date;
  /** Tells two reasons of one moment apart, and one from its repetition. */
  readonly token: string;
  readonly why?: string | undefined;
  /** Of the feedback that models are compared on. */
  readonly drift?: DriftWindow | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

export interface StartedExecution {
  readonly executionArn: string;
  readonly correlationId: string;
  readonly champion: ModelVersion | null;
}

/**
 * Starts a workload's pipeline on a data set, against the newest approved version, and begins the story of its
 * correlation id. The same reason, moment and token start one execution, however often they come.
 */
export async function startExecution(request: ExecutionRequest, effects: StartEffects): Promise<StartedExecution> {
  const { workload, reason, at, why, dataset } = request;
  const id = correlationId(reason, at, request.token);
  const champion = await newestApproved(workload, effects.registry);
  const parameters = startParameters({ datasetId: dataset.id, correlationId: id, champion, more: request.parameters });
  const executionArn = await effects.executions.start({ workload, parameters, correlationId: id });
  const story = { workload, correlationId: id, reason, at, executionArn };
  await effects.trail.append(requestRecord({ ...story, ...(why !== undefined && { why }) }));
  await effects.trail.append(datasetRecord({ ...story, drift: request.drift }, dataset));
  return { executionArn, correlationId: id, champion };
}
