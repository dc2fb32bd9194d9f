import { isObject, listAt, objectAt, textOf } from './json';
import type { Json } from './subject';

/** What the field calls a job, and the two things that jobs and endpoints are made of. */
export type JobKind = 'training' | 'processing' | 'transform' | 'model' | 'model-package' | 'endpoint-config';

/** One request to SageMaker: a resource of the template, or a step of a pipeline's definition. */
export interface Job {
  readonly kind: JobKind;
  /** Name of the step; undefined for a resource. */
  readonly step?: string;
  /** As the matching Create… operation takes it. */
  readonly request: Json;
}

const resourceKinds: Readonly<Record<string, JobKind>> = {
  'AWS::SageMaker::Model': 'model',
  'AWS::SageMaker::ModelPackage': 'model-package',
  'AWS::SageMaker::EndpointConfig': 'endpoint-config',
  'AWS::SageMaker::ProcessingJob': 'processing',
  'AWS::SageMaker::TrainingJob': 'training',
};

const stepKinds: Readonly<Record<string, JobKind>> = {
  Training: 'training',
  Processing: 'processing',
  Transform: 'transform',
  Model: 'model',
  RegisterModel: 'model-package',
  EndpointConfig: 'endpoint-config',
};

/** The requests that a resource stands for. @throws SyntaxError when an in-line pipeline definition is not JSON */
export function jobsOf(type: string, properties: Json): readonly Job[] {
  const kind = resourceKinds[type];
  if (kind) return [{ kind, request: properties }];
  const definition = type === 'AWS::SageMaker::Pipeline' ? inlineDefinition(properties) : undefined;
  return definition ? listAt(definition, 'Steps').flatMap(jobsOfStep) : [];
}

/** The parsed definition of an AWS::SageMaker::Pipeline; undefined where it lies elsewhere. */
export function inlineDefinition(properties: Json): Json | undefined {
  const body = objectAt(properties, 'PipelineDefinition')['PipelineDefinitionBody'];
  return body === undefined ? undefined : JSON.parse(textOf(body));
}

/** Conditions hold steps of their own; a tuning job holds one or more definitions of training jobs. */
function jobsOfStep(step: Json): readonly Job[] {
  const type = String(step['Type']);
  const request = objectAt(step, 'Arguments');
  if (type === 'Condition') {
    return ['IfSteps', 'ElseSteps'].flatMap(branch => listAt(request, branch).flatMap(jobsOfStep));
  }
  const name = String(step['Name']);
  if (type === 'Tuning') {
    const several = listAt(request, 'TrainingJobDefinitions');
    const only = request['TrainingJobDefinition'];
    return [...several, ...(isObject(only) ? [only] : [])].map(one => ({ kind: 'training', step: name, request: one }));
  }
  const kind = stepKinds[type];
  return kind ? [{ kind, step: name, request }] : [];
}
