import { listAt, listed, objectAt } from './json';
import type { Json } from './subject';

/** One statement of an identity policy that allows something. */
export interface PolicyStatement {
  readonly actions: readonly string[];
  /** Texts, or references to resources of the template. */
  readonly resources: readonly unknown[];
  readonly condition: Json;
}

/** What a role, user, group or policy of the template allows. Statements that deny are left out. */
export function statementsOf(type: string, properties: Json): readonly PolicyStatement[] {
  if (!type.startsWith('AWS::IAM::')) return [];
  const documents = [
    objectAt(properties, 'PolicyDocument'),
    ...listAt(properties, 'Policies').map(policy => objectAt(policy, 'PolicyDocument')),
  ];
  return documents
    .flatMap(({ Statement }) => listed(Statement) as readonly Json[])
    .filter(({ Effect }) => Effect === 'Allow')
    .map(statement => ({
      actions: listed(statement['Action']).map(String),
      resources: listed(statement['Resource']),
      condition: objectAt(statement, 'Condition'),
    }));
}

/** Whether an action of IAM, which may hold `*` and `?`, covers an operation, e.g. `iam:PassRole`. */
export function covers(action: string, operation: string): boolean {
  const pattern = action
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 'i').test(operation);
}
