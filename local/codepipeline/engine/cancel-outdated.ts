import type { PipelineDeclaration } from '../pipelines/declaration';
import type { PipelineEngine } from './pipeline-engine';

const SUMMARY = "The pipeline's definition was updated before the pipeline execution could be completed";

/**
 * Ends the executions whose present stage another structure has changed or removed; the others go on with the new one.
 */
export function cancelOutdated(engine: PipelineEngine, before: PipelineDeclaration, after: PipelineDeclaration): void {
  const { executions } = engine;
  const textOf = ({ stages }: PipelineDeclaration, stage: string) =>
    JSON.stringify(stages.find(({ name }) => name === stage));
  for (const { pipelineExecutionId: id, place, stages } of executions.open(after.name)) {
    const name = place?.stage ?? '';
    const isGone = !after.stages.some(stage => stage.name === name);
    const isOutdated = isGone || (!place?.waiting && textOf(before, name) !== textOf(after, name));
    if (!isOutdated) continue;
    engine.abandon(id);
    const record = stages[name];
    if (record && !place?.waiting) executions.stage(id, name, { ...record, status: 'Cancelled' });
    executions.enter(id, 'Cancelled', { statusSummary: SUMMARY });
  }
}
