import { ServiceError } from '../service/api/service-error';

/** An error that CodePipeline answers. */
export class PipelineError extends ServiceError {
  override readonly name = 'PipelineError';
}

export const validationError = (message: string) => new PipelineError('ValidationException', message);
export const conflict = (message: string) => new PipelineError('ConflictException', message);
export const invalidStructure = (message: string) => new PipelineError('InvalidStructureException', message);
export const invalidStage = (message: string) => new PipelineError('InvalidStageDeclarationException', message);
export const invalidAction = (message: string) => new PipelineError('InvalidActionDeclarationException', message);
export const stageNotFound = (stage: string, pipeline: string) =>
  new PipelineError('StageNotFoundException', `Stage ${stage} does not exist in pipeline ${pipeline}`);
export const executionNotFound = (id: string) =>
  new PipelineError('PipelineExecutionNotFoundException', `Pipeline execution ${id} does not exist`);
