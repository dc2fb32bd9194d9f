import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { defineConfig } from '../../../lib/config/define-config';
import { type ConfigInput, configSchema } from '../../../lib/config/schema';
import { root } from './pages';

const page = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8');

interface Schema {
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Of a setting that is one of several objects. */
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
}

/** One setting: the section of the page that describes it, its name there, and where it lies in a configuration. */
interface Setting {
  readonly section: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly schema: Schema;
}

const whole = z.toJSONSchema(configSchema, { io: 'input' }) as unknown as Schema;

/** Headings of the workloads' sections are their titles. */
const titles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(whole.properties?.['workloads']?.properties ?? {}).map(id => [id, sentenceCase(id)]),
);

function sentenceCase(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function settings(): Setting[] {
  const { environments, workloads, ...top } = whole.properties ?? {};
  const environment = environments?.additionalProperties as Schema;
  return [
    ...Object.entries(top).flatMap(([name, schema]) => leaves('Top level', [name], schema)),
    ...leaves('Environment', [], environment, ['environments', 'dev']),
    ...Object.entries(workloads?.properties ?? {}).flatMap(([id, schema]) =>
      leaves(titles[id] ?? id, [], schema, ['workloads', id]),
    ),
  ];
}

function leaves(section: string, names: readonly string[], schema: Schema, base: readonly string[] = []): Setting[] {
  if (!schema.properties) return [{ section, name: names.join('.'), path: [...base, ...names], schema }];
  return Object.entries(schema.properties).flatMap(([name, child]) => leaves(section, [...names, name], child, base));
}

/** The cells of a setting's row in the text of its `##` section: key, meaning, range, default, example. */
function rowOf({ section, name }: Setting, text = page): string[] | undefined {
  const start = text.indexOf(`\n## ${section}\n`);
  if (start < 0) return undefined;
  const end = text.indexOf('\n## ', start + 1);
  const line = text
    .slice(start, end < 0 ? undefined : end)
    .split('\n')
    .find(one => one.startsWith(`| \`${name}\` |`));
  return line
    ?.split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
}

/** A cell's literal, such as `'reject'` or `['a']`. @throws when the cell holds none */
const literalOf = (cell = ''): unknown => JSON.parse(cell.replace(/^`|`$/g, '').replaceAll("'", '"'));

/** Whether the text has the number by itself; 12 is not in 3128. */
const hasNumber = (text: string, value: number) => new RegExp(`(?<![\\d.])${value}(?![\\d.]*\\d)`).test(text);

/** The least configuration, with one setting in it; `network` needs its three keys together, `mail` a sender and readers, a backbone colour. */
function configWith(path: readonly string[], value: unknown): ConfigInput {
  const network = {
    vpcId: 'vpc-0a1b2c3e',
    availabilityZones: ['eu-central-1a'],
    privateSubnetIds: ['subnet-0a1b2c3e'],
  };
  const mail = { mail: { from: 'everloop@example.org' }, recipients: ['ops@example.org'] };
  const around = path.includes('network') ? { network } : path.includes('mail') ? mail : {};
  const config: Record<string, unknown> = { environments: { dev: around } };
  let place = config;
  for (const name of path.slice(0, -1)) {
    place[name] ??= {};
    place = place[name] as Record<string, unknown>;
  }
  place[path.at(-1) ?? ''] = value;
  if (path.at(-1) === 'backbone') place['preparation'] = { colour: 'rgb' };
  return config as ConfigInput;
}

const named = settings().map(setting => [`${setting.section}: ${setting.name}`, setting] as const);

describe('docs/configuration.md', () => {
  it('is checked against the whole schema', () => expect(named.length).toBeGreaterThan(35));

  it.each(named)('describes %s', (_, setting) => {
    expect(rowOf(setting)).toHaveLength(5);
  });

  it.each(named)('tells the limits of %s', (_, setting) => {
    const range = rowOf(setting)?.[2] ?? '';
    const { minimum, maximum, enum: values = [] } = setting.schema;
    // Whole numbers carry the limits of JavaScript's own; those say nothing.
    const limits = [minimum, maximum].filter(
      limit => limit !== undefined && Number.isSafeInteger(limit + 1) && limit > -1e15,
    );
    for (const limit of limits) expect(hasNumber(range, limit as number)).toBe(true);
    for (const value of values) expect(range).toContain(`\`${value}\``);
  });

  const choices = named.filter(([, { schema }]) => schema.oneOf !== undefined);
  it.each(choices)('names every key and kind of %s', (_, setting) => {
    const range = rowOf(setting)?.[2] ?? '';
    for (const [name, schema] of (setting.schema.oneOf ?? []).flatMap(one => Object.entries(one.properties ?? {}))) {
      expect(range).toContain(`'${name}':${schema.const === undefined ? '' : ` '${schema.const}'`}`);
    }
  });

  const withDefault = named.filter(([, { schema }]) => schema.default !== undefined);
  it.each(withDefault)('tells the default of %s', (_, setting) => {
    expect(literalOf(rowOf(setting)?.[3])).toEqual(setting.schema.default);
  });

  it.each(named)('shows an example of %s that is accepted and is not the default', (_, setting) => {
    const example = literalOf(rowOf(setting)?.[4]);
    expect(() => defineConfig(configWith(setting.path, example))).not.toThrow();
    expect(example).not.toEqual(setting.schema.default);
  });

  it('describes no setting that does not exist', () => {
    const rows = [...page.split('\n## Variables')[0]!.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(
      settings()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('shows the messages as they are', () => {
    const shown = /```\n(everloop\.config\.ts: [\s\S]+?)\n```/.exec(page)?.[1];
    const wrong = { environments: { dev: { ingestion: { maxTries: 2 }, regoin: 'eu-central-1' } } };
    expect(() => defineConfig(wrong as ConfigInput)).toThrow(shown);
  });
});

it('notices a key without a row', () => {
  const [, setting] = named[0]!;
  expect(rowOf(setting, page.replaceAll('| `project` |', '| `projekt` |'))).toBeUndefined();
});
