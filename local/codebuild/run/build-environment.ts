import path from 'node:path';
import { STATE_VARIABLE } from '../../cloud/environment';
import type { World } from '../../codepipeline/world';
import { jsonCall } from '../../sagemaker/cloud/json-call';
import type { ClientSettings } from '../../sagemaker/cloud/settings';
import type { Build, EnvironmentVariable } from '../builds/build';
import type { Buildspec } from '../buildspec/buildspec';
import { BuildFailed } from './build-failed';
import type { SourceFolders } from './build-sources';

export interface EnvironmentParts {
  readonly world: World;
  readonly build: Build;
  readonly spec: Buildspec;
  readonly sources: SourceFolders;
  /** Of the build's role. */
  readonly settings: ClientSettings;
}

type Variables = Readonly<Record<string, string>>;

/**
 * Every variable that the commands see: the documented ones, the role's credentials, the buildspec's, and the project's,
 * which win. Nothing of the user's but the search path.
 * @throws BuildFailed when a parameter or a secret can't be read
 */
export async function buildEnvironment(parts: EnvironmentParts): Promise<Variables> {
  const { build, spec, settings } = parts;
  const entries = (names: Variables, type: EnvironmentVariable['type']) =>
    Object.entries(names).map(([name, value]) => ({ name, value, type: type ?? 'PLAINTEXT' }) as const);
  const declared: readonly EnvironmentVariable[] = [
    ...entries(spec.variables, 'PLAINTEXT'),
    ...entries(spec.parameterStore, 'PARAMETER_STORE'),
    ...entries(spec.secretsManager, 'SECRETS_MANAGER'),
    ...(build.environment.environmentVariables ?? []),
  ];
  const resolved: Record<string, string> = {};
  for (const variable of declared) resolved[variable.name] = await resolvedValue(variable, settings);
  return { ...documented(parts), ...resolved };
}

function documented({ world, build, sources, settings }: EnvironmentParts): Variables {
  const { credentials, endpoint, region } = settings;
  const secondary = Object.entries(sources.secondary).map(([name, folder]) => [`CODEBUILD_SRC_DIR_${name}`, folder]);
  return {
    PATH: `${path.dirname(process.execPath)}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    HOME: path.join(world.folder, 'home'),
    LANG: 'C.UTF-8',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: build.environment.image,
    CODEBUILD_BUILD_NUMBER: String(build.buildNumber),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_KMS_KEY_ID: build.encryptionKey,
    CODEBUILD_LOG_PATH: build.logTarget?.stream ?? '',
    CODEBUILD_RESOLVED_SOURCE_VERSION: build.resolvedSourceVersion ?? '',
    CODEBUILD_SOURCE_VERSION: build.sourceVersion ?? build.source.location ?? '',
    CODEBUILD_START_TIME: String(Math.round(build.startTime * 1000)),
    CODEBUILD_SRC_DIR: sources.main,
    ...Object.fromEntries(secondary),
    [STATE_VARIABLE]: world.paths.folder,
  };
}

async function resolvedValue({ name, value, type }: EnvironmentVariable, settings: ClientSettings): Promise<string> {
  if (type === 'PARAMETER_STORE') {
    const request = { Name: value, WithDecryption: true };
    const answer = await read(settings, { name, service: 'ssm', target: 'AmazonSSM.GetParameter', request });
    return String((answer['Parameter'] as { Value?: string })?.Value ?? '');
  }
  if (type !== 'SECRETS_MANAGER') return value;
  const [, SecretId = '', key, VersionStage, VersionId] = secretParts(value);
  const request = { SecretId, ...(VersionStage && { VersionStage }), ...(VersionId && { VersionId }) };
  const answer = await read(settings, {
    name,
    service: 'secretsmanager',
    target: 'secretsmanager.GetSecretValue',
    request,
  });
  const secret = String(answer['SecretString'] ?? '');
  return key ? String((JSON.parse(secret) as Variables)[key] ?? '') : secret;
}

/** `secret-id:json-key:version-stage:version-id`; an id may be an ARN, which has six colons of its own. */
const secretParts = (value: string) =>
  /^(arn:(?:[^:]*:){5}[^:]*|[^:]*)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/.exec(value) ?? [value, value];

interface Read {
  readonly name: string;
  readonly service: string;
  readonly target: string;
  readonly request: Readonly<Record<string, unknown>>;
}

async function read(settings: ClientSettings, { name, ...call }: Read): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await jsonCall(settings, call);
  } catch (error) {
    throw new BuildFailed('Secrets Manager Error Message', `variable ${name}: ${(error as Error).message}`);
  }
}
