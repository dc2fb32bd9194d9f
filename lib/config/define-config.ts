import type * as z from 'zod';
import { type Config, type ConfigInput, configSchema } from './schema';

/** All problems of a configuration at once, one line each: `<path>: <what> must <rule>, got <value>`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`everloop.config.ts: ${count}\n${problems.map(problem => `  ${problem}`).join('\n')}`);
  }
}

/** Checks a configuration and fills in its defaults. @throws ConfigError with every problem found. */
export function defineConfig(input: ConfigInput): Config {
  const parsed = configSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.flatMap(issue => problemsOf(issue, input)));
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown): string[] {
  const path = issue.path.map(String);
  const where = path.join('.') || 'configuration';
  const what = path.findLast(part => !/^\d+$/.test(part)) ?? 'configuration';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      key => `${[...path, key].join('.')}: ${key} must be a known setting, got an unknown one; check the spelling`,
    );
  }
  if (issue.code === 'invalid_key') {
    return [`${where}: name ${issue.issues[0]?.message ?? 'must be valid'}, got ${show(what)}`];
  }
  return [`${where}: ${what} ${ruleOf(issue)}, got ${show(valueAt(input, issue.path))}`];
}

/** The rule in words that follow "must". */
function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('must')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}`;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return `must be valid (${issue.message})`;
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
