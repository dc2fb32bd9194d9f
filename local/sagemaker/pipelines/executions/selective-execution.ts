import type { ReadStep } from '../../../../pipeline/definition/validate-definition';
import { validationError } from '../../errors';
import { isOver, type SelectiveExecution, type StepRecord } from './execution';
import type { Executions } from './executions';

interface Selection {
  readonly config: SelectiveExecution;
  readonly pipelineArn: string;
  readonly steps: readonly ReadStep[];
}

/**
 * Steps of the reference execution whose results the selected steps use.
 * @throws SageMakerError ValidationException for what SageMaker refuses
 */
export function reusedSteps({ config, pipelineArn, steps }: Selection, executions: Executions): StepRecord[] {
  const chosen = new Set(config.SelectedSteps.map(({ StepName }) => StepName));
  const known = new Map(steps.map(step => [step.name, step]));
  const strange = [...chosen].filter(name => !known.has(name));
  if (strange.length > 0) {
    throw validationError(
      `SelectedSteps: ${strange.join(', ')} must be steps of the pipeline (${[...known.keys()].join(', ')})`,
    );
  }
  refuseGaps(chosen, known);
  const needed = new Set([...chosen].flatMap(name => known.get(name)?.needs ?? []).filter(name => !chosen.has(name)));
  if (needed.size === 0) return [];
  const source = config.SourcePipelineExecutionArn;
  if (source === undefined) {
    throw validationError(
      `SourcePipelineExecutionArn must be given: the selected steps need ${[...needed].join(', ')}`,
    );
  }
  const { PipelineArn, PipelineExecutionStatus: status } = executions.get(source);
  if (PipelineArn !== pipelineArn)
    throw validationError(`SourcePipelineExecutionArn must be of ${pipelineArn}, got ${source}`);
  if (!isOver(status) || status === 'Stopped') {
    throw validationError(`SourcePipelineExecutionArn must be Succeeded or Failed, got ${status}`);
  }
  return [...needed].map(name => {
    const found = executions.step(source, name);
    if (found?.StepStatus === 'Succeeded') return found;
    throw validationError(`${source} must have a result of step ${name}, got ${found?.StepStatus ?? 'none'}`);
  });
}

/** A step between two selected ones must be selected, too. */
function refuseGaps(chosen: ReadonlySet<string>, known: ReadonlyMap<string, ReadStep>): void {
  const reaches = (name: string): boolean =>
    (known.get(name)?.needs ?? []).some(need => chosen.has(need) || reaches(need));
  const gaps = new Set<string>();
  for (const name of chosen) {
    for (const need of known.get(name)?.needs ?? []) if (!chosen.has(need) && reaches(need)) gaps.add(need);
  }
  if (gaps.size === 0) return;
  throw validationError(`SelectedSteps must have every step between two of them, got none of ${[...gaps].join(', ')}`);
}
