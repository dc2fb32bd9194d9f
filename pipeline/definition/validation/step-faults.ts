import { resolveConditions } from './condition-faults';
import type { Fault } from './problem';
import { outputNames } from './references';
import { type Resolved, resolve } from './resolve';
import { isRecord, type PlacedStep, type Scope } from './scope';
import { shapeFaults } from './shape-faults';
import { type StepType, sharedMembers, stepTypes } from './step-types';

/** SageMaker's StepName. */
const stepName = /^[A-Za-z0-9\-_]{1,64}$/;
const duration = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/;

export interface CheckedStep {
  readonly faults: readonly Fault[];
  /** Steps that must have ended before it: named in DependsOn, or by their values. */
  readonly needs: readonly string[];
}

/** Checks one step, with its references and by the official shape of its request; not the steps in its branches. */
export function checkStep(placed: PlacedStep, scope: Scope): CheckedStep {
  const { step, place, type } = placed;
  const name = nameFaults(placed);
  const known = Object.hasOwn(stepTypes, type) ? stepTypes[type] : undefined;
  if (!known) {
    const rule = `be one of ${Object.keys(stepTypes).join(', ')}`;
    const fault = { where: place, what: 'step Type', rule, got: step['Type'], remedy: 'use a type that is executed' };
    return { faults: [...name, fault], needs: [] };
  }
  const members = [...sharedMembers, ...known.members];
  const strange = Object.keys(step).filter(member => !members.includes(member));
  const checked = checkArguments(placed, known, scope);
  const depends = dependsOnFaults(placed, scope);
  return {
    faults: [
      ...name,
      ...strange.map(
        (what): Fault => ({
          where: place,
          what,
          rule: `be a member of a ${type} step`,
          got: step[what],
          remedy: 'remove it',
        }),
      ),
      ...depends.faults,
      ...cacheFaults(placed),
      ...propertyFileFaults(placed),
      ...checked.faults,
    ],
    needs: [...depends.needs, ...checked.uses],
  };
}

function nameFaults({ name, place, step }: PlacedStep): Fault[] {
  if (stepName.test(name)) return [];
  const rule = 'be 1 to 64 letters, digits, hyphens or underscores';
  return [{ where: place, what: 'step Name', rule, got: step['Name'], remedy: 'shorten or correct it' }];
}

function checkArguments(placed: PlacedStep, known: StepType, scope: Scope): Pick<Resolved, 'faults' | 'uses'> {
  const { step, place, type } = placed;
  const given = step['Arguments'];
  if (!isRecord(given)) {
    const fault = { where: place, what: 'Arguments', rule: 'be an object', got: given, remedy: 'add them' };
    return { faults: [fault], uses: [] };
  }
  if (type === 'Condition') {
    const { faults, uses } = resolveConditions(given['Conditions'], `${place}.Conditions`, scope);
    return { faults: [...branchFaults(given, place), ...faults], uses };
  }
  const resolved = resolve(given, place, scope);
  const target = callTargetFaults(placed, scope);
  const shaped = known.resource === undefined ? controlFaults(placed) : requestFaults(placed, resolved.value, scope);
  return { faults: [...resolved.faults, ...target, ...shaped], uses: resolved.uses };
}

function branchFaults(given: Readonly<Record<string, unknown>>, place: string): Fault[] {
  const branches = ['IfSteps', 'ElseSteps'];
  const strange = Object.keys(given).filter(name => ![...branches, 'Conditions'].includes(name));
  const fault = (what: string, rule: string, remedy: string): Fault => ({
    where: place,
    what,
    rule,
    got: given[what],
    remedy,
  });
  return [
    ...branches
      .filter(name => !Array.isArray(given[name]))
      .map(name => fault(name, 'be a list of steps', 'write [] for none')),
    ...strange.map(name => fault(name, 'be a member of a condition', 'remove it')),
  ];
}

/** The step's arguments as the request that SageMaker makes of them. */
function requestFaults({ place, type }: PlacedStep, value: unknown, { api }: Scope): Fault[] {
  const { resource, generated } = stepTypes[type] as StepType;
  const shape = api.operations[`Create${resource}`]?.input ?? '';
  const name = generated === undefined ? {} : { [generated]: 'generated' };
  return shapeFaults(api, { value: { ...name, ...(value as object) }, where: place, shape });
}

function controlFaults({ place, type, step }: PlacedStep): Fault[] {
  const given = step['Arguments'] as Readonly<Record<string, unknown>>;
  if (type !== 'Fail' || (given['ErrorMessage'] !== undefined && Object.keys(given).length === 1)) return [];
  const got = Object.keys(given).join(', ') || 'nothing';
  return [
    { where: place, what: 'Arguments', rule: 'be an ErrorMessage and nothing else', got, remedy: 'say why it failed' },
  ];
}

/** What a step calls; a text that is known, or becomes known when the stack is deployed. */
function callTargetFaults({ place, type, step }: PlacedStep, scope: Scope): Fault[] {
  const member = { Lambda: 'FunctionArn', Callback: 'SqsQueueUrl' }[type];
  if (member === undefined) return [];
  const target = step[member];
  const pattern =
    type === 'Lambda' ? /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/ : /^https?:\/\/\S+$/;
  if (typeof target === 'string' && (scope.isOpaque(target) || pattern.test(target))) return [];
  const rule = type === 'Lambda' ? 'be the ARN of a function' : 'be the URL of a queue';
  return [{ where: place, what: member, rule, got: target, remedy: 'name what the step calls' }];
}

function dependsOnFaults({ step, place }: PlacedStep, { steps }: Scope): CheckedStep {
  const given = step['DependsOn'] ?? [];
  const fault = (got: unknown): Fault => ({
    where: place,
    what: 'DependsOn',
    rule: 'name steps of this definition',
    got,
    remedy: 'correct the name',
  });
  if (!Array.isArray(given)) return { faults: [fault(given)], needs: [] };
  const strangers = given.filter(name => !steps.has(name));
  return { faults: strangers.map(fault), needs: given.filter(name => steps.has(name)) };
}

function cacheFaults({ step, place }: PlacedStep): Fault[] {
  const cache = step['CacheConfig'];
  if (cache === undefined) return [];
  const expires = isRecord(cache) ? cache['ExpireAfter'] : undefined;
  const isSound =
    isRecord(cache) &&
    typeof cache['Enabled'] === 'boolean' &&
    Object.keys(cache).every(key => ['Enabled', 'ExpireAfter'].includes(key)) &&
    (expires === undefined || (typeof expires === 'string' && duration.test(expires)));
  if (isSound) return [];
  const rule = 'be {Enabled, ExpireAfter} with a duration such as P30D';
  return [{ where: place, what: 'CacheConfig', rule, got: cache, remedy: 'correct it' }];
}

function propertyFileFaults({ step, place }: PlacedStep): Fault[] {
  const given = step['PropertyFiles'];
  const names = outputNames(step);
  return (Array.isArray(given) ? given : []).flatMap((file: unknown, index): Fault[] => {
    const where = `${place}.PropertyFiles[${index}]`;
    const members = ['PropertyFileName', 'OutputName', 'FilePath'];
    if (!isRecord(file) || members.some(member => typeof file[member] !== 'string')) {
      return [
        { where, what: 'property file', rule: `have ${members.join(', ')}`, got: file, remedy: 'add what is missing' },
      ];
    }
    if (names.includes(file['OutputName'] as string)) return [];
    const rule = `name an output of the step (${names.join(', ') || 'it has none'})`;
    return [
      { where, what: 'OutputName', rule, got: file['OutputName'], remedy: 'add the output, or correct the name' },
    ];
  });
}
