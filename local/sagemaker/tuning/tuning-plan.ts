import { validationError } from '../errors';
import { categorical, continuous, type Dimension, integer, type ScaleName } from './sampling/dimension';
import type {
  CreateTuningJobRequest,
  NumericRange,
  ParameterRanges,
  TrainingJobDefinition,
  TuningObjective,
} from './tuning-job';

/** What a tuning job does, read from its request. */
export interface TuningPlan {
  readonly definition: TrainingJobDefinition;
  readonly objective: TuningObjective;
  readonly dimensions: readonly Dimension[];
  readonly mostJobs: number;
  readonly parallelJobs: number;
}

/** SageMaker adds it to the static hyper-parameters of every tuning job: containers must take it. */
const OBJECTIVE_PARAMETER = '_tuning_objective_metric';
/** SageMaker's limit on hyper-parameters that are searched. */
const MOST_RANGES = 30;
/** From this ratio of a range's ends on, `Auto` is logarithmic: three orders of magnitude. */
const WIDE_RATIO = 1_000;

type Request = Pick<
  CreateTuningJobRequest,
  'HyperParameterTuningJobConfig' | 'TrainingJobDefinition' | 'TrainingJobDefinitions'
>;

/** @throws SageMakerError ValidationException for what AWS or the laptop refuses */
export function tuningPlan(request: Request): TuningPlan {
  const { HyperParameterTuningJobConfig: config } = request;
  const definition = definitionOf(request);
  const objective = definition.TuningObjective ?? config.HyperParameterTuningJobObjective;
  if (!objective) throw validationError('A hyperparameter tuning job must have an objective, got none.');
  const metrics = definition.AlgorithmSpecification.MetricDefinitions ?? [];
  if (!metrics.some(({ Name }) => Name === objective.MetricName)) {
    throw validationError(
      `A metric is required for this hyperparameter tuning job objective. Provide a metric in the metric definitions. ${objective.MetricName} is none of [${metrics.map(({ Name }) => Name).join(', ')}].`,
    );
  }
  const { MaxNumberOfTrainingJobs, MaxParallelTrainingJobs } = config.ResourceLimits;
  if (MaxNumberOfTrainingJobs === undefined)
    throw validationError('laptop cloud: ResourceLimits must have MaxNumberOfTrainingJobs, got none');
  const dimensions = dimensionsOf(definition.HyperParameterRanges ?? config.ParameterRanges ?? {});
  refuseOverlaps(dimensions, definition);
  return {
    definition,
    objective,
    dimensions,
    mostJobs: MaxNumberOfTrainingJobs,
    parallelJobs: MaxParallelTrainingJobs,
  };
}

/** The request's training job definition with the objective's name in it, where DescribeHyperParameterTuningJob shows it. */
export function withObjective<R extends Request>(request: R): R {
  const { definition, objective } = tuningPlan(request);
  const StaticHyperParameters = { ...definition.StaticHyperParameters, [OBJECTIVE_PARAMETER]: objective.MetricName };
  const told = { ...definition, StaticHyperParameters };
  return {
    ...request,
    ...(request.TrainingJobDefinition ? { TrainingJobDefinition: told } : { TrainingJobDefinitions: [told] }),
  };
}

function definitionOf({ TrainingJobDefinition, TrainingJobDefinitions }: Request): TrainingJobDefinition {
  const all = [...(TrainingJobDefinition ? [TrainingJobDefinition] : []), ...(TrainingJobDefinitions ?? [])];
  const [definition] = all;
  if (definition && all.length === 1) return definition;
  throw validationError(
    `laptop cloud: a hyperparameter tuning job must have one training job definition, got ${all.length}`,
  );
}

function dimensionsOf(ranges: ParameterRanges): readonly Dimension[] {
  const dimensions = [
    ...(ranges.ContinuousParameterRanges ?? []).map(range => continuous(numbers(range, 'continuous'))),
    ...(ranges.IntegerParameterRanges ?? []).map(range => integer(numbers(range, 'integer'))),
    ...(ranges.CategoricalParameterRanges ?? []).map(({ Name, Values }) => categorical(Name, Values)),
  ];
  if (dimensions.length === 0 || dimensions.length > MOST_RANGES) {
    throw validationError(
      `A hyperparameter tuning job must search 1 to ${MOST_RANGES} hyperparameters, got ${dimensions.length}.`,
    );
  }
  return dimensions;
}

function numbers({ Name, MinValue, MaxValue, ScalingType = 'Auto' }: NumericRange, kind: 'continuous' | 'integer') {
  const [minimum, maximum] = [MinValue, MaxValue].map(text => (text.trim() === '' ? Number.NaN : Number(text)));
  const refuse = (rule: string) =>
    validationError(
      `The range of hyperparameter ${Name} must ${rule}, got MinValue ${MinValue} and MaxValue ${MaxValue}.`,
    );
  if (minimum === undefined || maximum === undefined || !Number.isFinite(minimum) || !Number.isFinite(maximum))
    throw refuse('have numbers as its ends');
  if (kind === 'integer' && !(Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum)))
    throw refuse('have integers as its ends');
  if (minimum >= maximum) throw refuse('have a MinValue below its MaxValue');
  if (ScalingType === 'Logarithmic' && minimum <= 0) throw refuse('be above 0 for Logarithmic scaling');
  if (ScalingType === 'ReverseLogarithmic' && (kind === 'integer' || minimum < 0 || maximum >= 1))
    throw refuse('be continuous and within 0<=x<1 for ReverseLogarithmic scaling');
  const isWide = minimum > 0 && maximum / minimum >= WIDE_RATIO;
  const scale: ScaleName = ScalingType === 'Auto' ? (isWide ? 'Logarithmic' : 'Linear') : ScalingType;
  return { name: Name, minimum, maximum, scale };
}

function refuseOverlaps(dimensions: readonly Dimension[], { StaticHyperParameters = {} }: TrainingJobDefinition): void {
  const names = dimensions.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at || name in StaticHyperParameters);
  if (twice === undefined) return;
  throw validationError(
    `Hyperparameter ${twice} must be in one range or in StaticHyperParameters, got it more than once.`,
  );
}

/** Refuses, with a message, what an account does and the laptop does not. @throws SageMakerError ValidationException */
export function refuseUnsupported(request: CreateTuningJobRequest): void {
  const { Strategy, ResourceLimits, TuningJobCompletionCriteria } = request.HyperParameterTuningJobConfig;
  const definitions = [request.TrainingJobDefinition, ...(request.TrainingJobDefinitions ?? [])];
  const refusals: readonly (readonly [unknown, string])[] = [
    [Strategy !== 'Random' && Strategy !== 'Bayesian', `use strategy Random or Bayesian, got ${Strategy}`],
    [request.WarmStartConfig, 'start cold, got a WarmStartConfig'],
    [request.Autotune, 'name its ranges, got Autotune'],
    [TuningJobCompletionCriteria, 'end after MaxNumberOfTrainingJobs, got TuningJobCompletionCriteria'],
    [ResourceLimits.MaxRuntimeInSeconds, 'end after MaxNumberOfTrainingJobs, got MaxRuntimeInSeconds'],
    [
      request.HyperParameterTuningJobConfig.ParameterRanges?.AutoParameters?.length,
      'name its ranges, got AutoParameters',
    ],
    [
      definitions.some(one => one?.HyperParameterTuningResourceConfig || (one && !one.ResourceConfig)),
      'have a ResourceConfig, got HyperParameterTuningResourceConfig or none',
    ],
  ];
  const [refusal] = refusals.filter(([applies]) => applies);
  if (refusal) throw validationError(`laptop cloud: a hyperparameter tuning job must ${refusal[1]}`);
}
