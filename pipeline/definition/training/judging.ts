import {
  type GateCall,
  type GateVerdict,
  gateAnswers,
  trainingSteps,
  versionMetadata,
} from '../../../lambdas/contracts/gate-call';
import { trainingParameters as names } from '../../../lambdas/contracts/training-parameters';
import type { ContainerTraining } from '../../../lambdas/contracts/training-plan';
import type { Step } from '../definition';
import { execution, type Join, join, outputParameter, parameter, type Value } from '../expressions';
import { conditionStep, equals, failStep, lambdaStep } from '../steps/control-steps';
import { registerModelStep } from '../steps/job-steps';
import { patience } from '../steps/step-options';
import { type Fitting, hyperParameters } from './fitting';
import { evaluationPart, evaluationUri, preparedPart, preparedUri } from './preparing';
import type { TrainingSite } from './site';

/** What the function answered; names of `GateAnswer`. */
export const answer = (name: (typeof gateAnswers)[number]) => outputParameter(trainingSteps.gate, name);

/** Judges the candidate, records the verdict, and writes the model card. */
export function gateStep(plan: ContainerTraining, site: TrainingSite, { modelUri, trainingJob }: Fitting): Step {
  const call: Record<keyof GateCall, Value> = {
    workload: site.workload,
    title: site.title,
    image: site.imageUri,
    hyperParameters: JSON.stringify(hyperParameters(plan)),
    datasetManifestId: parameter(names.datasetManifestId),
    correlationId: parameter(names.correlationId),
    commit: parameter(names.commit),
    championVersion: parameter(names.championVersion),
    policy: JSON.stringify(plan.gate),
    overrides: parameter(names.gateOverrides),
    evaluationUri,
    preparedUri,
    modelUri,
    trainingJob,
    executionId: execution('PipelineExecutionId'),
  };
  return lambdaStep({
    name: trainingSteps.gate,
    functionArn: site.gateFunctionArn,
    arguments: call,
    answers: gateAnswers,
  });
}

/**
 * Registers what passed and is new; fails with the reasons when it was refused; does neither when it is known. Side by
 * side, since SageMaker supports no condition inside a condition.
 */
export function decideSteps(plan: ContainerTraining, site: TrainingSite, fitting: Fitting): Step[] {
  const refused = failStep(
    trainingSteps.refused,
    join('', `${site.title}: the gate refused the candidate. `, answer('reasons'), ' Card: ', answer('cardUri')),
    // A failure ends the execution with all that runs: the tracking step must have ended.
    site.tracking && [trainingSteps.track],
  );
  return [
    whenVerdict('register', trainingSteps.passed, registerStep(plan, site, fitting)),
    whenVerdict('refused', trainingSteps.declined, refused),
  ];
}

const whenVerdict = (verdict: GateVerdict, name: string, step: Step): Step =>
  conditionStep({ name, conditions: [equals(answer('verdict'), verdict)], met: [step], unmet: [] });

/** A version that waits for a person, with its figures, its baselines and its lineage. */
function registerStep({ serving }: ContainerTraining, site: TrainingSite, { modelUri, trainingJob }: Fitting): Step {
  const quality = {
    Statistics: json(evaluationPart('evaluation.json')),
    Constraints: json(evaluationPart('constraints.json')),
  };
  const inputs = {
    Statistics: json(preparedPart('report/statistics.json')),
    Constraints: json(preparedPart('report/constraints.json')),
  };
  return registerModelStep({
    name: trainingSteps.register,
    retry: patience.slice(0, 1),
    arguments: {
      ModelPackageGroupName: site.modelPackageGroupName,
      ModelPackageDescription: join(' ', site.title, 'on data set', parameter(names.datasetManifestId)),
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image: site.imageUri, ModelDataUrl: modelUri }],
        SupportedContentTypes: serving.contentTypes,
        SupportedResponseMIMETypes: serving.responseTypes,
      },
      ModelMetrics: { ModelQuality: quality, ModelDataQuality: inputs },
      DriftCheckBaselines: {
        // The KPIs with their spread: what a window of labelled predictions is compared with.
        ModelQuality: { ...quality, Statistics: json(evaluationPart('kpi-baselines.json')) },
        ModelDataQuality: inputs,
      },
      CustomerMetadataProperties: {
        [versionMetadata.correlationId]: parameter(names.correlationId),
        [versionMetadata.datasetManifestId]: parameter(names.datasetManifestId),
        [versionMetadata.artifactSha256]: answer('artifactSha256'),
        [versionMetadata.contentSha256]: answer('contentSha256'),
        [versionMetadata.commit]: parameter(names.commit),
        [versionMetadata.championVersion]: parameter(names.championVersion),
        [versionMetadata.card]: answer('cardUri'),
        [versionMetadata.score]: answer('score'),
        [versionMetadata.trainingJob]: trainingJob,
      },
    },
  });
}

const json = (uri: Join) => ({ ContentType: 'application/json', S3Uri: uri });
