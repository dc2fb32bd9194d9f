import { createHash } from 'node:crypto';
import { readDefinition } from '../../../../pipeline/definition/validate-definition';
import { conflict, validationError } from '../../errors';
import type { World } from '../../world';
import type { Pipelines } from '../pipelines';
import { newExecutionId } from '../steps/generated-names';
import type { Execution, StartExecutionRequest } from './execution';
import type { Executions } from './executions';
import { parametersOf } from './parameters';
import { reusedSteps } from './selective-execution';

export interface StartParts {
  readonly world: World;
  readonly pipelines: Pipelines;
  readonly executions: Executions;
}

export interface Started {
  readonly execution: Execution;
  /** Its token was used before: it runs, or has run, already. */
  readonly repeated: boolean;
}

/**
 * Records a new execution.
 * @throws SageMakerError for unknown, missing and ill-typed parameters, for a selection that can't be executed, and for
 * a token that was used with another request
 */
export function startExecution({ world, pipelines, executions }: StartParts, request: StartExecutionRequest): Started {
  const pipeline = pipelines.get(request.PipelineName);
  const { ClientRequestToken, SelectiveExecutionConfig, PipelineExecutionDescription } = request;
  const RequestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const known = executions.withToken(pipeline.PipelineArn, ClientRequestToken);
  if (known && known.RequestHash !== RequestHash) {
    throw conflict(`ClientRequestToken ${ClientRequestToken} was used with another request for this pipeline.`);
  }
  if (known) return { execution: known, repeated: true };
  refuseUnsupported(request);
  const { parameters, steps } = readDefinition(pipeline.PipelineDefinition);
  const Parameters = parametersOf(parameters, request.PipelineParameters);
  const selection = { config: SelectiveExecutionConfig, pipelineArn: pipeline.PipelineArn, steps };
  const reused = selection.config ? reusedSteps({ ...selection, config: selection.config }, executions) : [];
  const now = world.clock.read();
  const parallelism = request.ParallelismConfiguration ?? pipeline.ParallelismConfiguration;
  const execution = executions.add(
    {
      PipelineArn: pipeline.PipelineArn,
      PipelineExecutionArn: `${pipeline.PipelineArn}/execution/${newExecutionId()}`,
      PipelineExecutionDisplayName: request.PipelineExecutionDisplayName ?? `execution-${Math.round(now * 1000)}`,
      PipelineExecutionStatus: 'Executing',
      ...(PipelineExecutionDescription !== undefined && { PipelineExecutionDescription }),
      ...{ CreationTime: now, LastModifiedTime: now, CreatedBy: {}, LastModifiedBy: {} },
      ...(parallelism && { ParallelismConfiguration: parallelism }),
      ...(SelectiveExecutionConfig && { SelectiveExecutionConfig }),
      PipelineName: pipeline.PipelineName,
      RoleArn: pipeline.RoleArn,
      ...{ Parameters, ClientRequestToken, RequestHash },
    },
    pipeline.PipelineDefinition,
  );
  for (const { CacheHitResult: _, PipelineExecutionArn: SourcePipelineExecutionArn, ...step } of reused) {
    const { PipelineExecutionArn } = execution;
    executions.copyStep({ ...step, PipelineExecutionArn, SelectiveExecutionResult: { SourcePipelineExecutionArn } });
  }
  pipelines.records.change(pipeline.PipelineName, { LastRunTime: now });
  return { execution, repeated: false };
}

function refuseUnsupported(request: object): void {
  const strange = ['PipelineVersionId', 'MlflowExperimentName'].filter(name => name in request);
  if (strange.length === 0) return;
  throw validationError(
    `laptop cloud: StartPipelineExecution must do without ${strange.join(', ')}; they need an account`,
  );
}
