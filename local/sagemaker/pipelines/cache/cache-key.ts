import { createHash } from 'node:crypto';
import type { Values } from '../executions/execution';

/**
 * Arguments whose change makes a step run again, by step type ("Default cache key attributes by pipeline step type" in
 * the SageMaker developer guide). Outputs, roles and instances are not among them. A step that calls somebody is known
 * by all that it says to them.
 */
const attributes: Readonly<Record<string, readonly string[]>> = {
  Processing: ['AppSpecification', 'Environment', 'ProcessingInputs'],
  Training: [
    'AlgorithmSpecification',
    'CheckpointConfig',
    'DebugHookConfig',
    'DebugRuleConfigurations',
    'Environment',
    'HyperParameters',
    'InputDataConfig',
  ],
  Tuning: ['HyperParameterTuningJobConfig', 'TrainingJobDefinition', 'TrainingJobDefinitions'],
  Transform: ['DataProcessing', 'Environment', 'ModelName', 'TransformInput'],
};

/** Of a tuning step's TrainingJobDefinition. */
const definitionAttributes = [
  'AlgorithmSpecification',
  'HyperParameterRanges',
  'InputDataConfig',
  'StaticHyperParameters',
  'TuningObjective',
];

export interface CachedStep {
  readonly pipelineArn: string;
  readonly name: string;
  readonly type: string;
  /** With the values of this execution. */
  readonly arguments: Values;
  /** The function or queue that it calls. */
  readonly target?: unknown;
}

/** Equal for two runs of a step that would do the same. */
export function cacheKey({ pipelineArn, name, type, arguments: given, target }: CachedStep): string {
  const wanted = attributes[type];
  const relevant = wanted ? only(given, wanted) : given;
  const definition = relevant['TrainingJobDefinition'];
  const counted = definition
    ? { ...relevant, TrainingJobDefinition: only(definition as Values, definitionAttributes) }
    : relevant;
  return createHash('sha256')
    .update(JSON.stringify(sorted([pipelineArn, name, type, target ?? null, counted])))
    .digest('hex');
}

const only = (fields: Values, names: readonly string[]): Values =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));

/** The order of members means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}
