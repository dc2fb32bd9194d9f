import { parse } from 'yaml';
import * as z from 'zod';
import { type ArtifactSpec, type Buildspec, InvalidBuildspec, PHASES, type PhaseName } from './buildspec';

/** YAML may give numbers and booleans where texts are meant. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), text);
const list = z.array(text);
const yes = z.union([z.boolean(), z.enum(['yes', 'no', 'true', 'false'])]);

const phase = z.strictObject({
  'run-as': z.optional(text),
  'on-failure': z.optional(z.enum(['ABORT', 'CONTINUE'])),
  'runtime-versions': z.optional(z.unknown()),
  commands: z.optional(z.nullable(list)),
  finally: z.optional(z.nullable(list)),
});

const artifact = z.object({
  files: list.default([]),
  name: z.optional(text),
  'discard-paths': z.optional(yes),
  'base-directory': z.optional(text),
  'exclude-paths': z.optional(list),
});

const schema = z.object({
  version: text,
  env: z.optional(
    z.object({
      shell: z.optional(z.enum(['sh', 'bash', '/bin/sh', '/bin/bash'])),
      variables: z.optional(z.nullable(texts)),
      'parameter-store': z.optional(z.nullable(texts)),
      'secrets-manager': z.optional(z.nullable(texts)),
      'exported-variables': z.optional(z.nullable(list)),
      'git-credential-helper': z.optional(z.unknown()),
    }),
  ),
  phases: z.partialRecord(z.enum(PHASES), z.nullable(phase)),
  artifacts: z.optional(
    z.nullable(artifact.extend({ 'secondary-artifacts': z.optional(z.record(z.string(), artifact)) })),
  ),
});

/** Members of a buildspec that change nothing on the laptop. */
const IGNORED = ['run-as', 'reports', 'cache', 'batch', 'proxy'];

/**
 * Reads a buildspec in YAML or JSON.
 * @throws InvalidBuildspec naming every problem
 */
export function parseBuildspec(source: string): Buildspec {
  const given = yamlOf(source);
  const { success, data, error } = schema.safeParse(given);
  if (!success) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'buildspec'}: ${message}`);
    throw new InvalidBuildspec(`YAML_FILE_ERROR: ${problems.join('; ')}`);
  }
  if (data.version !== '0.2') throw new InvalidBuildspec(`YAML_FILE_ERROR: version must be 0.2, got ${data.version}`);
  const { env = {}, artifacts } = data;
  const secondary = Object.entries(artifacts?.['secondary-artifacts'] ?? {});
  const hasFiles = artifacts && artifacts.files.length > 0;
  return {
    shell: env.shell?.endsWith('bash') ? 'bash' : 'sh',
    variables: env.variables ?? {},
    parameterStore: env['parameter-store'] ?? {},
    secretsManager: env['secrets-manager'] ?? {},
    exportedVariables: env['exported-variables'] ?? [],
    phases: Object.fromEntries(PHASES.flatMap(name => phaseOf(name, data.phases[name]))),
    ...(hasFiles && { artifacts: artifactOf(artifacts) }),
    secondaryArtifacts: Object.fromEntries(secondary.map(([name, one]) => [name, artifactOf(one)])),
    ignored: IGNORED.filter(name => name in (given as object)),
  };
}

function yamlOf(source: string): unknown {
  try {
    return parse(source) ?? {};
  } catch (error) {
    throw new InvalidBuildspec(`YAML_FILE_ERROR: ${(error as Error).message.split('\n')[0]}`);
  }
}

type GivenPhase = z.infer<typeof phase> | null | undefined;

function phaseOf(name: PhaseName, given: GivenPhase): readonly (readonly [PhaseName, object])[] {
  if (!given) return [];
  const { commands, finally: last, 'on-failure': onFailure } = given;
  return [[name, { commands: commands ?? [], finally: last ?? [], onFailure: onFailure ?? 'ABORT' }]];
}

const isYes = (given: z.infer<typeof yes> | undefined) => given === true || given === 'yes' || given === 'true';

function artifactOf(given: z.infer<typeof artifact>): ArtifactSpec {
  const { files, name, 'base-directory': baseDirectory } = given;
  return {
    files,
    excludePaths: given['exclude-paths'] ?? [],
    discardPaths: isYes(given['discard-paths']),
    ...(baseDirectory !== undefined && { baseDirectory }),
    ...(name !== undefined && { name }),
  };
}
