import type { NamedValue } from '../executions/execution';
import { StepFailed } from './step-failed';

interface Declared {
  readonly OutputName: string;
  readonly OutputType: 'String' | 'Integer' | 'Float' | 'Boolean';
}

/** OutputParameters in a step's Metadata are texts of at most 1024 characters. */
const LONGEST = 1024;

const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
  String: value => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  Integer: value => (Number.isInteger(Number(value)) ? Number(value) : undefined),
  Float: value => (Number.isFinite(Number(value)) ? Number(value) : undefined),
  Boolean: value => (/^(true|false)$/i.test(String(value)) ? String(value).toLowerCase() === 'true' : undefined),
};

/**
 * What a function or a callback answered, by the types that the step declares.
 * @throws StepFailed ClientError when a declared one is missing or of another type
 */
export function outputParameters(
  step: Readonly<Record<string, unknown>>,
  answer: Readonly<Record<string, unknown>>,
): { readonly [name: string]: unknown } {
  const declared = (step['OutputParameters'] ?? []) as readonly Declared[];
  return Object.fromEntries(
    declared.map(({ OutputName: name, OutputType: type }) => {
      const value = answer[name] ?? undefined;
      const read = value === undefined ? undefined : (readers[type] ?? readers['String'])?.(value);
      if (read !== undefined) return [name, read];
      const got = value === undefined ? `only ${Object.keys(answer).join(', ') || 'nothing'}` : JSON.stringify(value);
      throw new StepFailed(`ClientError: the answer must have ${name} of type ${type}, got ${got}.`);
    }),
  );
}

/** As a step's Metadata shows them. */
export const listed = (values: Readonly<Record<string, unknown>>): readonly NamedValue[] =>
  Object.entries(values).map(([Name, value]) => ({ Name, Value: String(value).slice(0, LONGEST) }));
