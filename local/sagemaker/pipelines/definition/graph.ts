import type { Parameter } from '../../../../pipeline/definition/definition';
import { type Branch, type ReadStep, readDefinition } from '../../../../pipeline/definition/validate-definition';
import type { PlannedStep } from '../engine/plan';

/** A definition in the form in which it is executed. */
export interface Graph {
  /** By name, in the order of the text. */
  readonly steps: ReadonlyMap<string, ReadStep>;
  readonly planned: readonly PlannedStep[];
  readonly parameters: readonly Parameter[];
}

/**
 * @param text a definition that the check accepted
 * @param selected the steps of a selective execution; all others are taken from an earlier one, or left out
 */
export function graphOf(text: string, selected?: ReadonlySet<string>): Graph {
  const { steps, parameters } = readDefinition(text);
  const chosen = steps.filter(({ name }) => !selected || selected.has(name));
  return {
    steps: new Map(steps.map(step => [step.name, step])),
    planned: chosen.map(step => plannedStep(step, selected)),
    parameters,
  };
}

function plannedStep({ name, needs, inside, branch }: ReadStep, selected?: ReadonlySet<string>): PlannedStep {
  // A step that was selected without its condition runs whatever the condition would have said.
  if (inside === undefined || (selected && !selected.has(inside))) return { name, needs };
  return { name, needs, inside: { condition: inside, branch: branch as Branch } };
}
