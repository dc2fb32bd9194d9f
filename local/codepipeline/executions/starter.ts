import type { PipelineEngine } from '../engine/pipeline-engine';
import type { Pipelines } from '../pipelines/pipelines';
import type { World } from '../world';
import type { Execution, StartRequest, Trigger } from './execution';
import { startExecution } from './start-execution';

/** The one door by which executions begin. */
export class Starter {
  constructor(
    private readonly world: World,
    private readonly pipelines: Pipelines,
    private readonly engine: PipelineEngine,
  ) {}

  /** @throws PipelineError as startExecution does, and for a pipeline that is not there */
  start(request: StartRequest, trigger: Trigger): Execution {
    const { world, engine } = this;
    const parts = { world, executions: engine.executions, pipeline: this.pipelines.get(request.name) };
    const { execution, repeated } = startExecution(parts, request, trigger);
    if (!repeated) engine.advance(request.name);
    return execution;
  }
}
