import { trainingSteps } from './gate-call';

/** EventBridge detail types of what happens in a loop: the rules of lib/trail ask for them, the trail reads them. */
export const loopEventTypes = {
  execution: 'SageMaker Model Building Pipeline Execution Status Change',
  step: 'SageMaker Model Building Pipeline Execution Step Status Change',
  trainingJob: 'SageMaker Training Job State Change',
  version: 'SageMaker Model Package State Change',
  releaseStage: 'CodePipeline Stage Execution State Change',
  releaseAction: 'CodePipeline Action Execution State Change',
} as const;

/** What the coordinator, the gate and the alarms become in a story; whatever else happens keeps SageMaker's names. */
export const loopMoments = {
  /** The coordinator let a retraining through. */
  granted: 'Granted',
  /** The data set of a training, frozen. */
  drawn: 'Drawn',
  /** An alarm is calm again, after the story's release. */
  recovered: 'Recovered',
} as const;

/** The end of a release is recorded by who closes it, with its reason. */
export const releaseEndEventType = 'CodePipeline Pipeline Execution State Change';

/** SageMaker names the jobs of a pipeline `pipelines-<execution id>-<step>-<random>`. */
export const pipelineJobPrefix = 'pipelines-';

/** A tuning job's name has 32 characters at most, and so lacks the prefix: `<execution>-<step>-<random>`. */
export const tuningJobPattern = `*-${trainingSteps.train}-*`;
