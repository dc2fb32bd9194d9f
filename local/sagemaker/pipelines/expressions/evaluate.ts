import { parsePath } from '../../../../pipeline/definition/validation/value-path';
import { StepFailed } from '../steps/step-failed';
import { valueAt } from './value-at';

/** What expressions are about while an execution runs. */
export interface Facts {
  parameter(name: string): unknown;
  /** Such as `PipelineExecutionId`; undefined for an unknown one. */
  execution(fact: string): unknown;
  /** What `Steps.<name>.…` leads to. @throws StepFailed when the step has not run */
  step(name: string): unknown;
  /** S3 URI of a property file. @throws StepFailed when there is none */
  propertyFile(step: string, file: string): string;
  /** Content of a JSON object in S3. @throws StepFailed when it can't be read */
  json(uri: string): Promise<unknown>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The value of an expression, or of anything that has expressions inside.
 * @throws StepFailed ClientError when one leads to nothing
 */
export async function evaluate(value: unknown, facts: Facts): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(one => evaluate(one, facts)));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Fields;
  if (typeof fields['Get'] === 'string') return get(fields['Get'], facts);
  if (fields['Std:Join']) return join(fields['Std:Join'] as JoinFields, facts);
  if (fields['Std:JsonGet']) return jsonGet(fields['Std:JsonGet'] as JsonGetFields, facts);
  const entries = await Promise.all(
    Object.entries(fields).map(async ([key, one]) => [key, await evaluate(one, facts)]),
  );
  return Object.fromEntries(entries);
}

function get(path: string, facts: Facts): unknown {
  const [, root, rest = ''] = /^(\w+)\.(.*)$/s.exec(path) ?? [];
  const found =
    root === 'Parameters' ? facts.parameter(rest) : root === 'Execution' ? facts.execution(rest) : undefined;
  const value = root === 'Steps' ? stepValue(rest, facts) : found;
  if (value !== undefined) return value;
  throw new StepFailed(`ClientError: Get ${path} leads to nothing in this execution.`);
}

function stepValue(rest: string, facts: Facts): unknown {
  const [, name = '', path = ''] = /^([^.[]+)\.?(.*)$/s.exec(rest) ?? [];
  return valueAt(facts.step(name), parsePath(path) ?? []);
}

interface JoinFields {
  readonly On: string;
  readonly Values: readonly unknown[];
}

async function join({ On, Values }: JoinFields, facts: Facts): Promise<string> {
  const parts = (await evaluate(Values, facts)) as readonly unknown[];
  return parts.map(part => (typeof part === 'object' ? JSON.stringify(part) : String(part))).join(On);
}

interface JsonGetFields {
  readonly PropertyFile?: { readonly Get: string };
  readonly S3Uri?: unknown;
  readonly Path: string;
}

async function jsonGet({ PropertyFile, S3Uri, Path }: JsonGetFields, facts: Facts): Promise<unknown> {
  const [, step = '', , file = ''] = PropertyFile?.Get.split('.') ?? [];
  const uri = PropertyFile ? facts.propertyFile(step, file) : String(await evaluate(S3Uri, facts));
  const path = parsePath(Path.replace(/^\$\.?/, ''));
  if (!path) throw new StepFailed(`ClientError: Path must be like a.b[0]['k'], got ${Path}.`);
  const value = valueAt(await facts.json(uri), path);
  if (value !== undefined) return value;
  throw new StepFailed(`ClientError: ${uri} must have a value at ${Path}, got none.`);
}
