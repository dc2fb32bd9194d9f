import type { ErrorObject } from 'ajv';

/** Member names in SageMaker's messages start in lower case: `algorithmSpecification.trainingInputMode`. */
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

function memberPath(pointer: string, missing?: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .flatMap(part => (/^\d+$/.test(part) ? [String(Number(part) + 1), 'member'] : [lowerFirst(part)]));
  return [...parts, ...(missing === undefined ? [] : [lowerFirst(missing)])].join('.');
}

const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** What the member must satisfy, in AWS's words; undefined for a failure of another kind. */
function constraint({ keyword, params, schema }: ErrorObject): string | undefined {
  const limit = (params as { limit?: number }).limit;
  switch (keyword) {
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${String(schema).slice(4, -2)}`;
    case 'enum':
      return `Member must satisfy enum value set: [${(schema as readonly string[]).join(', ')}]`;
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return `Member must have length less than or equal to ${limit}`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return `Member must have length greater than or equal to ${limit}`;
    case 'maximum':
      return `Member must have value less than or equal to ${limit}`;
    case 'minimum':
      return `Member must have value greater than or equal to ${limit}`;
    default:
      return undefined;
  }
}

function sentence(error: ErrorObject): string {
  const at = memberPath(error.instancePath);
  if (error.keyword === 'required') {
    const { missingProperty } = error.params as { missingProperty: string };
    const member = memberPath(error.instancePath, missingProperty);
    return `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
  }
  if (error.keyword === 'additionalProperties') {
    const { additionalProperty } = error.params as { additionalProperty: string };
    return `Value at '${memberPath(error.instancePath, additionalProperty)}' failed to satisfy constraint: Member must be one that the API model knows`;
  }
  if (error.keyword === 'type') {
    return `Value '${shown(error.data)}' at '${at}' failed to satisfy constraint: Member must be of type ${error.schema}`;
  }
  const rule = constraint(error) ?? error.message ?? error.keyword;
  return `Value '${shown(error.data)}' at '${at}' failed to satisfy constraint: ${rule}`;
}

/** The text of a ValidationException as SageMaker words it: the count, then each failed constraint. */
export function validationMessage(errors: readonly ErrorObject[]): string {
  const told = errors.filter(({ keyword }) => keyword !== 'propertyNames');
  const sentences = [...new Set(told.map(sentence))];
  const count = `${sentences.length} validation error${sentences.length === 1 ? '' : 's'} detected`;
  return `${count}: ${sentences.join('; ')}`;
}
