import { invalidAction, invalidStructure } from '../errors';
import { referencesIn } from '../variables/references';
import type { PipelineDeclaration } from './declaration';

/** Namespaces that every execution has. */
const OWN = ['codepipeline', 'variables'];
const EXECUTION_FACTS = ['PipelineExecutionId'];

/**
 * Namespaces are unique, and every reference names one; whether it holds the key shows when the action runs.
 * @throws PipelineError InvalidActionDeclarationException, InvalidStructureException
 */
export function checkVariables(pipeline: PipelineDeclaration): void {
  const names = (pipeline.variables ?? []).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw invalidStructure(`Pipeline variable names must be unique, got ${twice} twice`);
  const namespaces = pipeline.stages.flatMap(({ actions }) => actions.flatMap(({ namespace }) => namespace ?? []));
  const repeated = namespaces.find((name, index) => OWN.includes(name) || namespaces.indexOf(name) !== index);
  if (repeated)
    throw invalidAction(`Namespaces must be unique within a pipeline and none of ${OWN.join(', ')}, got ${repeated}`);
  for (const stage of pipeline.stages) {
    for (const { name: action, configuration = {} } of stage.actions) {
      for (const [key, value] of Object.entries(configuration)) {
        for (const { text, namespace, key: variable } of referencesIn(value)) {
          const where = `StageName=[${stage.name}], ActionName=[${action}], ActionConfigurationKey=[${key}], VariableReferenceText=[${text}]`;
          checkReference({ namespace, variable, where }, { namespaces, names });
        }
      }
    }
  }
}

interface Named {
  readonly namespace: string;
  readonly variable: string;
  readonly where: string;
}

interface Known {
  readonly namespaces: readonly string[];
  /** Of the pipeline's own variables. */
  readonly names: readonly string[];
}

function checkReference({ namespace, variable, where }: Named, { namespaces, names }: Known): void {
  if (namespace === 'variables' && names.includes(variable)) return;
  if (namespace === 'codepipeline' && EXECUTION_FACTS.includes(variable)) return;
  if (namespaces.includes(namespace)) return;
  const what = OWN.includes(namespace) ? 'a variable' : 'a namespace';
  throw invalidAction(
    `Valid format for a pipeline execution variable reference is a namespace and a key separated by a period (.). The following pipeline execution variables are referencing ${what} that does not exist. ${where}`,
  );
}
