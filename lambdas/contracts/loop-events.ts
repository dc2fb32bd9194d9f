import { trainingSteps } from './gate-call';

/** EventBridge detail types of what happens in a loop: the rules of lib/trail ask for them, the trail reads them. */
export const loopEventTypes = {
  execution: 'SageMaker Model Building Pipeline Execution Status Change',
  step: 'SageMaker Model Building Pipeline Execution Step Status Change',
  trainingJob: 'SageMaker Training Job State Change',
  version: 'SageMaker Model Package State Change',
} as const;

/** SageMaker names the jobs of a pipeline `pipelines-<execution id>-<step>-<random>`. */
export const pipelineJobPrefix = 'pipelines-';

/** A tuning job's name has 32 characters at most, and so lacks the prefix: `<execution>-<step>-<random>`. */
export const tuningJobPattern = `*-${trainingSteps.train}-*`;
