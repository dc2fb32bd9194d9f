import type { Fault } from './problem';
import { answerShape, isRecord, type PlacedStep, type Scope } from './scope';
import { stepTypes } from './step-types';
import { hasPath, type PathPart, parsePath } from './value-path';

const executionFacts = new Set([
  'PipelineArn',
  'PipelineName',
  'PipelineExecutionArn',
  'PipelineExecutionId',
  'StartDateTime',
  'CurrentDateTime',
]);

/** Name of the step that a Get refers to. */
export const stepOf = (get: string): string | undefined => /^Steps\.([^.[]+)[.[]/.exec(get)?.[1];

/** Why a Get leads nowhere; undefined when it leads somewhere. */
export function getFault(get: unknown, where: string, scope: Scope): Fault | undefined {
  const fault = (rule: string, remedy: string): Fault => ({ where, what: 'Get', rule, got: get, remedy });
  if (typeof get !== 'string') return fault('be a text', 'write Parameters.…, Execution.… or Steps.…');
  const [root, second = ''] = get.split('.');
  if (root === 'Parameters') {
    if (scope.parameters.has(get.slice('Parameters.'.length))) return undefined;
    return fault(
      `name a parameter (${[...scope.parameters.keys()].join(', ') || 'there is none'})`,
      'declare it in Parameters',
    );
  }
  if (root === 'Execution') {
    if (executionFacts.has(second) && get === `Execution.${second}`) return undefined;
    return fault(`name one of ${[...executionFacts].join(', ')}`, 'correct the name');
  }
  const name = root === 'Steps' ? stepOf(get) : undefined;
  if (name === undefined) return fault('begin with Parameters., Execution. or Steps.<name>.', 'correct the beginning');
  const step = scope.steps.get(name);
  if (!step) return fault('name a step of this definition', `add step ${name}, or correct the name`);
  // What a step of an unknown type has can't be said; the type itself is refused already.
  if (!Object.hasOwn(stepTypes, step.type)) return undefined;
  return valueFault({ step, path: get.slice('Steps.'.length + name.length).replace(/^\./, '') }, scope, fault);
}

type MakeFault = (rule: string, remedy: string) => Fault;

interface WantedValue {
  readonly step: PlacedStep;
  readonly path: string;
}

function valueFault({ step, path }: WantedValue, scope: Scope, fault: MakeFault): Fault | undefined {
  const parts = parsePath(path);
  if (!parts) return fault("be a path such as a.b[0]['k']", 'correct its form');
  const [first, second] = parts.map(nameOf);
  const declared = declaredNames(step, first);
  if (declared) {
    if (parts.length === 2 && declared.includes(second ?? '')) return undefined;
    const rule = `name one of ${step.name}'s ${first} (${declared.join(', ') || 'it has none'})`;
    return fault(rule, 'declare it on the step, or correct the name');
  }
  if (parts.length === 1 && stepTypes[step.type]?.values?.includes(first ?? '')) return undefined;
  const shape = answerShape(step, scope.api);
  if (shape === undefined) return fault(`lead to a value of a ${step.type} step`, 'use a value that the step has');
  if (!hasPath(scope.api, shape, parts)) {
    const operation = `Describe${stepTypes[step.type]?.resource}`;
    return fault(`lead to a member of ${shape}`, `use a member of what ${operation} answers`);
  }
  return namedOutputFault(parts, step, fault);
}

const nameOf = (part: PathPart): string =>
  'member' in part ? part.member : 'key' in part ? part.key : `${part.index}`;

/** Names that the step itself declares in a list of its own; undefined where the API model says what it has. */
function declaredNames({ step, type }: PlacedStep, list: string | undefined): string[] | undefined {
  const calls = type === 'Lambda' || type === 'Callback';
  if (calls && list === 'OutputParameters') return namesIn(step[list], 'OutputName');
  if (type === 'Processing' && list === 'PropertyFiles') return namesIn(step[list], 'PropertyFileName');
  return undefined;
}

const namesIn = (entries: unknown, member: string): string[] =>
  (Array.isArray(entries) ? entries : []).flatMap(one => (isRecord(one) ? [String(one[member])] : []));

/** `ProcessingOutputConfig.Outputs['name']` must be an output of that step. */
function namedOutputFault(parts: readonly PathPart[], { step, name }: PlacedStep, fault: MakeFault): Fault | undefined {
  const [config, outputs, wanted] = parts.map(nameOf);
  if (config !== 'ProcessingOutputConfig' || outputs !== 'Outputs' || wanted === undefined) return undefined;
  const names = outputNames(step);
  if (names.includes(wanted)) return undefined;
  return fault(
    `name an output of ${name} (${names.join(', ') || 'it has none'})`,
    'add the output, or correct its name',
  );
}

/** Names of a processing step's outputs. */
export function outputNames(step: PlacedStep['step']): string[] {
  const given = isRecord(step['Arguments']) ? step['Arguments']['ProcessingOutputConfig'] : undefined;
  return isRecord(given) ? namesIn(given['Outputs'], 'OutputName') : [];
}
