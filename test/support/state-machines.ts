import type { Template } from 'aws-cdk-lib/assertions';

type Json = Record<string, any>;

/** The resources of one type, by logical id. */
export const resourcesOf = (template: Template, type: string): [string, Json][] =>
  Object.entries(template.toJSON()['Resources'] as Json).filter(([, resource]) => resource['Type'] === type);

/** The parsed definitions of a template's state machines; references are replaced by their logical ids. */
export function stateMachines(template: Template): Json[] {
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([, { Properties }]) => ({
    ...Properties,
    definition: JSON.parse(plain(Properties['DefinitionString'])),
  }));
}

/** The state of that name, wherever it is nested. */
export function stateOf(machine: Json, name: string): Json {
  const found = findState(machine['definition'], name);
  if (!found) throw new Error(`state machine: state must exist, got none named ${name}`);
  return found;
}

function findState(node: unknown, name: string): Json | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const states = (node as Json)['States'];
  if (states?.[name]) return states[name];
  return Object.values(node).reduce<Json | undefined>((found, child) => found ?? findState(child, name), undefined);
}

/** Joins a `Fn::Join`, with `Ref` and `Fn::GetAtt` as `<LogicalId>`. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  const json = value as Json;
  if (json['Fn::Join']) return (json['Fn::Join'][1] as unknown[]).map(plain).join(json['Fn::Join'][0]);
  if (json['Ref']) return `<${json['Ref']}>`;
  if (json['Fn::GetAtt']) return `<${json['Fn::GetAtt'][0]}>`;
  if (json['Fn::ImportValue']) return `<${json['Fn::ImportValue']}>`;
  return `<${JSON.stringify(value)}>`;
}
