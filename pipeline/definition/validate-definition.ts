import type { ApiModel } from './api/api-model';
import { sageMakerModel } from './api/sagemaker-model';
import { definitionVersion, type Parameter } from './definition';
import { findCycle } from './validation/cycles';
import { readParameters } from './validation/parameter-faults';
import { type Fault, InvalidDefinition, wordingOf } from './validation/problem';
import { isRecord, type PlacedStep, placeSteps, type Scope } from './validation/scope';
import { checkStep } from './validation/step-faults';

export { InvalidDefinition } from './validation/problem';
export type { Branch, PlacedStep } from './validation/scope';

export interface ValidationOptions {
  readonly api?: ApiModel;
  /** Texts that stand for values known only after synthesis (CDK tokens); they fit wherever a text does. */
  readonly isOpaque?: (text: string) => boolean;
}

/** SageMaker's quota of steps in a pipeline. */
const mostSteps = 50;
const members = ['Version', 'Metadata', 'Parameters', 'PipelineExperimentConfig', 'Steps'];

/**
 * Everything that would keep a definition from being executed, each as one sentence: envelope, parameters, steps by
 * the official shapes of their requests, references that lead nowhere, cycles. Empty for a sound one.
 */
export function definitionProblems(definition: unknown, options: ValidationOptions = {}): string[] {
  if (!isRecord(definition)) {
    return [
      wordingOf({ where: 'definition', what: 'it', rule: 'be an object', got: definition, remedy: 'write JSON' }),
    ];
  }
  const { faults: ofParameters } = readParameters(definition['Parameters']);
  const { placed, scope } = scopeOf(definition, options);
  const checked = placed.map(step => ({ step, ...checkStep(step, scope) }));
  const needs = new Map(
    checked.map(({ step, needs: own }) => [step.name, [...own, ...(step.inside ? [step.inside] : [])]]),
  );
  const faults = [
    ...envelopeFaults(definition, placed),
    ...ofParameters,
    ...checked.flatMap(({ faults: own }) => own),
    ...cycleFaults(needs),
  ];
  return faults.map(wordingOf);
}

/** A valid definition as its executor needs it. */
export interface ReadDefinition {
  readonly parameters: readonly Parameter[];
  /** All steps in the order of the text, those in branches behind their condition. */
  readonly steps: readonly ReadStep[];
}

export interface ReadStep extends PlacedStep {
  /** Steps that must have ended before it, named in DependsOn or by their values; not the condition that it is in. */
  readonly needs: readonly string[];
}

/** @param text a definition that `validateDefinitionText` accepted */
export function readDefinition(text: string, options: ValidationOptions = {}): ReadDefinition {
  const { placed, scope } = scopeOf(JSON.parse(text), options);
  const steps = placed.map(step => ({ ...step, needs: [...new Set(checkStep(step, scope).needs)] }));
  return { parameters: [...scope.parameters.values()], steps };
}

function scopeOf(definition: Readonly<Record<string, unknown>>, options: ValidationOptions) {
  const placed = placeSteps(definition['Steps'], 'Steps');
  const scope: Scope = {
    api: options.api ?? sageMakerModel,
    parameters: readParameters(definition['Parameters']).parameters,
    steps: new Map(placed.map(step => [step.name, step])),
    isOpaque: options.isOpaque ?? (() => false),
  };
  return { placed, scope };
}

/** @throws InvalidDefinition with every problem */
export function validateDefinition(definition: unknown, options: ValidationOptions = {}): void {
  const problems = definitionProblems(definition, options);
  if (problems.length > 0) throw new InvalidDefinition(problems);
}

/** @throws InvalidDefinition for a text that is no JSON, and as validateDefinition does */
export function validateDefinitionText(text: string, options: ValidationOptions = {}): void {
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    throw new InvalidDefinition([`definition: text must be JSON, got: ${(error as Error).message}; correct it`]);
  }
  validateDefinition(definition, options);
}

function envelopeFaults(definition: Readonly<Record<string, unknown>>, placed: readonly PlacedStep[]): Fault[] {
  const where = 'definition';
  const { Version: version, Steps: steps } = definition;
  const faults = Object.keys(definition)
    .filter(member => !members.includes(member))
    .map((what): Fault => ({ where, what, rule: `be one of ${members.join(', ')}`, got: what, remedy: 'remove it' }));
  if (version !== definitionVersion) {
    faults.push({
      where,
      what: 'Version',
      rule: `be ${definitionVersion}`,
      got: version,
      remedy: 'write that version',
    });
  }
  if (!Array.isArray(steps) || steps.length === 0) {
    faults.push({ where, what: 'Steps', rule: 'be a list of at least one step', got: steps, remedy: 'add a step' });
  }
  if (placed.length > mostSteps) {
    const rule = `be at most ${mostSteps}, those in branches included`;
    faults.push({ where, what: 'Steps', rule, got: placed.length, remedy: 'split the pipeline' });
  }
  return [...faults, ...repeatedNames(placed)];
}

function repeatedNames(placed: readonly PlacedStep[]): Fault[] {
  const names = placed.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => name !== '' && names.indexOf(name) !== index));
  return [...repeated].map(name => ({
    where: 'definition',
    what: 'step names',
    rule: 'be unique, in branches too',
    got: `${name} twice`,
    remedy: 'rename one of the two',
  }));
}

function cycleFaults(needs: ReadonlyMap<string, readonly string[]>): Fault[] {
  const cycle = findCycle(needs);
  if (!cycle) return [];
  const remedy = 'let one of them go without what the next one makes';
  return [{ where: 'definition', what: 'steps', rule: 'not wait for each other', got: cycle.join(' -> '), remedy }];
}
