import { invalidAction } from '../errors';
import type { ActionDeclaration, PipelineDeclaration } from './declaration';

const orderOf = ({ runOrder = 1 }: ActionDeclaration): number => runOrder;

/**
 * Every input artifact is the output of an action that has ended before, and no two actions have the same output.
 * @throws PipelineError InvalidActionDeclarationException
 */
export function checkArtifacts({ stages }: PipelineDeclaration): void {
  const made = new Set<string>();
  for (const { name: stage, actions } of stages) {
    const orders = [...new Set(actions.map(orderOf))].sort((a, b) => a - b);
    for (const order of orders) {
      const group = actions.filter(action => orderOf(action) === order);
      for (const action of group) requireInputs(action, stage, made);
      for (const action of group) addOutputs(action, made);
    }
  }
}

function requireInputs({ name, inputArtifacts = [] }: ActionDeclaration, stage: string, made: Set<string>): void {
  const missing = inputArtifacts.find(artifact => !made.has(artifact.name));
  if (!missing) return;
  throw invalidAction(
    `Input artifact ${missing.name} of action ${name} in stage ${stage} must be the output artifact of a preceding action`,
  );
}

function addOutputs({ name, outputArtifacts = [] }: ActionDeclaration, made: Set<string>): void {
  for (const artifact of outputArtifacts) {
    if (made.has(artifact.name)) {
      throw invalidAction(`Output artifact ${artifact.name} of action ${name} must be the output of no other action`);
    }
    made.add(artifact.name);
  }
}
