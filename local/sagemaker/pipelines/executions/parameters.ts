import type { Parameter } from '../../../../pipeline/definition/definition';
import { validationError } from '../../errors';
import type { NamedValue } from './execution';

const readers: Readonly<Record<Parameter['Type'], (text: string) => string | number | boolean | undefined>> = {
  String: text => text,
  Integer: text => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined),
  Float: text => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined),
  Boolean: text => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
};

/** The value of a parameter by its type; undefined when the text is none of that type. */
export const typedValue = ({ Type }: Parameter, text: string): string | number | boolean | undefined =>
  readers[Type](text);

/**
 * Every declared parameter with its value: the given one, or its default.
 * @throws SageMakerError ValidationException listing all that is wrong
 */
export function parametersOf(declared: readonly Parameter[], given: readonly NamedValue[] = []): NamedValue[] {
  const names = new Set(declared.map(({ Name }) => Name));
  const values = new Map(given.map(({ Name, Value }) => [Name, Value]));
  const listed = [...names].join(', ') || 'there is none';
  const faults = [
    ...given
      .filter(({ Name }) => !names.has(Name))
      .map(({ Name }) => `PipelineParameters: ${Name} must be a parameter of the pipeline (${listed})`),
    ...(values.size < given.length ? ['PipelineParameters: names must be unique'] : []),
    ...declared.flatMap(one => faultsOf(one, values.get(one.Name))),
  ];
  if (faults.length > 0) throw validationError(faults.join('; '));
  return declared.map(({ Name, DefaultValue }) => ({ Name, Value: values.get(Name) ?? String(DefaultValue) }));
}

function faultsOf(parameter: Parameter, text: string | undefined): string[] {
  const { Name, Type, DefaultValue, EnumValues } = parameter;
  if (text === undefined) {
    return DefaultValue === undefined ? [`PipelineParameters: ${Name} must be given, it has no default`] : [];
  }
  const value = typedValue(parameter, text);
  if (value === undefined) return [`PipelineParameters: ${Name} must be of type ${Type}, got '${text}'`];
  if (!EnumValues || EnumValues.includes(value)) return [];
  return [`PipelineParameters: ${Name} must be one of ${EnumValues.join(', ')}, got '${text}'`];
}
