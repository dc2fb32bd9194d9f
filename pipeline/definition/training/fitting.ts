import { backboneFolderOf } from '../../../lambdas/contracts/backbone';
import { trainingSteps } from '../../../lambdas/contracts/gate-call';
import { trainingParameters as names } from '../../../lambdas/contracts/training-parameters';
import type { ContainerTraining, TuningPlan, TuningRange } from '../../../lambdas/contracts/training-plan';
import type { Step } from '../definition';
import { type Json, join, parameter, stepValue, type Value } from '../expressions';
import { trainingStep, tuningStep } from '../steps/job-steps';
import { cacheFor, patience } from '../steps/step-options';
import { artifactsUri } from './paths';
import { preparedPart } from './preparing';
import { tagsOf, vpcOf } from './processing-job';
import type { TrainingSite } from './site';

/** The step that makes a model, and where its results are. */
export interface Fitting {
  readonly step: Step;
  readonly modelUri: Value;
  readonly trainingJob: Value;
  /** That it was the best of. */
  readonly tuningJob?: Value;
}

/** Whether the training step is a tuning job. */
export const isTuned = ({ tuning, settings }: ContainerTraining): boolean => tuning !== null && settings.tuningJobs > 1;

/** One training job; or a tuning job whose best one counts, where the budget is above one job. */
export function fittingStep(plan: ContainerTraining, site: TrainingSite): Fitting {
  return plan.tuning && isTuned(plan) ? tuned(plan, plan.tuning, site) : trained(plan, site);
}

const stepOptions = ({ settings }: ContainerTraining) => ({
  name: trainingSteps.train,
  cache: cacheFor(settings.cacheDays),
  retry: patience,
});

function trained(plan: ContainerTraining, site: TrainingSite): Fitting {
  const job = { ...trainingJob(plan, site), HyperParameters: hyperParameters(plan), ...tagsOf(site) };
  return {
    step: trainingStep({ ...stepOptions(plan), arguments: job }),
    modelUri: stepValue(trainingSteps.train, 'ModelArtifacts.S3ModelArtifacts'),
    trainingJob: stepValue(trainingSteps.train, 'TrainingJobName'),
  };
}

function tuned(plan: ContainerTraining, tuning: TuningPlan, site: TrainingSite): Fitting {
  const { objective, ranges } = tuning;
  const chosen = new Set(Object.keys(ranges));
  const fixed = Object.entries(hyperParameters(plan)).filter(([name]) => !chosen.has(name));
  const job = {
    HyperParameterTuningJobConfig: {
      Strategy: 'Bayesian',
      HyperParameterTuningJobObjective: {
        Type: objective.better === 'higher' ? 'Maximize' : 'Minimize',
        MetricName: objective.metric,
      },
      ResourceLimits: {
        MaxNumberOfTrainingJobs: parameter(names.tuningJobs),
        // More at a time than there are is refused.
        MaxParallelTrainingJobs: Math.min(plan.settings.parallelTuningJobs, plan.settings.tuningJobs),
      },
      ParameterRanges: parameterRanges(ranges),
      // The same data and budget try the same hyper-parameters.
      RandomSeed: 0,
    },
    TrainingJobDefinition: { ...trainingJob(plan, site), StaticHyperParameters: Object.fromEntries(fixed) },
    ...tagsOf(site),
  };
  const best = stepValue(trainingSteps.train, 'BestTrainingJob.TrainingJobName');
  return {
    step: tuningStep({ ...stepOptions(plan), arguments: job }),
    modelUri: join('/', artifactsUri(site), best, 'output/model.tar.gz'),
    trainingJob: best,
    tuningJob: stepValue(trainingSteps.train, 'HyperParameterTuningJobName'),
  };
}

/** Members that a training job and the definition of a tuning job's training jobs share. */
const trainingJob = (
  { metrics, settings }: ContainerTraining,
  site: TrainingSite,
): { readonly [member: string]: Json } => ({
  AlgorithmSpecification: {
    TrainingImage: site.imageUri,
    TrainingInputMode: 'File',
    MetricDefinitions: metrics.map(({ name, regex }) => ({ Name: name, Regex: regex })),
  },
  RoleArn: site.roles.training,
  InputDataConfig: [
    channel('train', preparedPart('train/')),
    channel('validation', preparedPart('validation/')),
    ...(settings.backbone === undefined ? [] : [channel('backbone', backboneUri(site, settings.backbone))]),
  ],
  OutputDataConfig: { S3OutputPath: artifactsUri(site), KmsKeyId: site.kmsKeyId },
  ResourceConfig: {
    InstanceCount: 1,
    InstanceType: parameter(names.trainingInstanceType),
    VolumeSizeInGB: settings.volumeGiB,
    VolumeKmsKeyId: site.kmsKeyId,
  },
  StoppingCondition: { MaxRuntimeInSeconds: settings.maxRuntimeMinutes * 60 },
  EnableNetworkIsolation: true,
  EnableInterContainerTrafficEncryption: true,
  ...vpcOf(site),
});

/** A folder, since a network may have its `backbone.json` beside it. */
const backboneUri = ({ buckets }: TrainingSite, key: string): string =>
  `s3://${buckets.models}/${backboneFolderOf(key)}`;

const channel = (name: string, uri: Value): Json => ({
  ChannelName: name,
  DataSource: {
    S3DataSource: {
      S3DataType: 'S3Prefix',
      S3Uri: uri,
      S3DataDistributionType: 'FullyReplicated',
    },
  },
  InputMode: 'File',
});

/** By name, so that the order in a configuration changes nothing. A network that is given is used, unless they say otherwise. */
export const hyperParameters = ({ settings }: ContainerTraining): { readonly [name: string]: string } =>
  Object.fromEntries(
    Object.entries({ ...(settings.backbone !== undefined && { backbone: 'onnx' }), ...settings.hyperParameters })
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => [name, String(value)]),
  );

function parameterRanges(ranges: TuningPlan['ranges']): Json {
  const all = Object.entries(ranges).sort(([one], [other]) => (one < other ? -1 : 1));
  const ofKind = (kind: TuningRange['kind']) => all.filter(([, range]) => range.kind === kind);
  const numeric = (kind: 'continuous' | 'integer') =>
    ofKind(kind).flatMap(([Name, range]) => (range.kind === 'categorical' ? [] : [numericRange(Name, range)]));
  return {
    ContinuousParameterRanges: numeric('continuous'),
    IntegerParameterRanges: numeric('integer'),
    CategoricalParameterRanges: ofKind('categorical').flatMap(([Name, range]) =>
      range.kind === 'categorical' ? [{ Name, Values: range.values }] : [],
    ),
  };
}

const numericRange = (Name: string, range: Exclude<TuningRange, { kind: 'categorical' }>) => ({
  Name,
  MinValue: String(range.minimum),
  MaxValue: String(range.maximum),
  ScalingType: range.scale === 'log' ? 'Logarithmic' : 'Linear',
});
