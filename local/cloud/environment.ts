import path from 'node:path';
import { laptop } from '../../lib/config/laptop';
import type { CloudPaths } from './paths';
import { HOST } from './ports';

export const { account: ACCOUNT, region: REGION } = laptop;
/** The emulator's root user: its access key id is accepted as root of account 000000000000 whatever the policies. */
export const ROOT_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** Variable that every process of a cloud carries, inherited by whatever it starts. */
export const STATE_VARIABLE = 'EVERLOOP_CLOUD_STATE';

/** As it appears in a process's environment; see processesMarked. */
export function markOf(paths: CloudPaths): string {
  return `${STATE_VARIABLE}=${paths.folder}`;
}

export interface EmulatorSettings {
  readonly port: number;
  readonly serviceUrl: string;
  /** Seconds between state snapshots. */
  readonly snapshotSeconds: string;
}

/** Variables of the user's that the emulator and the functions in it need; no AWS_*, proxy or NODE_OPTIONS gets in. */
const INHERITED = ['HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'EVERLOOP_DEBUG'] as const;

function inherited(): Record<string, string> {
  const entries = INHERITED.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return Object.fromEntries(entries);
}

/** Keeps every AWS SDK and CLI away from the user's own accounts and from the network. */
const ISOLATED_FROM_AWS = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  // The SDK's advice to move to a newer Node, once per process.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** The whole environment of the MiniStack process. Each name is read by MiniStack 1.5.33 or by our plug-in. */
export function emulatorEnvironment(paths: CloudPaths, settings: EmulatorSettings): Record<string, string> {
  const nodeFolder = path.dirname(process.execPath);
  return {
    ...inherited(),
    ...ISOLATED_FROM_AWS,
    // Lambda functions are started as plain `node`: the one that runs us comes first.
    PATH: `${nodeFolder}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    // CDK's own provider functions import @aws-sdk/* unbundled.
    NODE_PATH: path.join(paths.root, 'node_modules'),
    TMPDIR: paths.temporary,
    PYTHONUNBUFFERED: '1',
    GATEWAY_PORT: String(settings.port),
    BIND_HOST: HOST,
    MINISTACK_HOST: HOST,
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: REGION,
    AWS_ACCESS_KEY_ID: ROOT_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT_CREDENTIALS.secretAccessKey,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AUTH: 'true',
    PERSIST_STATE: '1',
    STATE_DIR: paths.state,
    S3_PERSIST: '1',
    S3_DATA_DIR: paths.objects,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // No Docker: MiniStack would remove containers that it takes for its own.
    DOCKER_HOST: 'unix:///nonexistent/everloop-uses-no-docker',
    SNAPSHOT_SECONDS: settings.snapshotSeconds,
    EVERLOOP_SERVICE_URL: settings.serviceUrl,
    EVERLOOP_LIFELINE: 'stdin',
    [STATE_VARIABLE]: paths.folder,
  };
}

/** What a user's shell, the CDK CLI and the tests need to talk to the laptop cloud at `endpoint`. */
export function clientEnvironment(paths: CloudPaths, endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: ROOT_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT_CREDENTIALS.secretAccessKey,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    ...ISOLATED_FROM_AWS,
    // Approval of rights asks a terminal, stack by stack; nothing here can harm an account.
    CDK_REQUIRE_APPROVAL: 'never',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    CDK_DOCKER: path.join(paths.root, 'local', 'cloud', 'container-stand-in.cjs'),
    EVERLOOP_IMAGES: paths.images,
    EVERLOOP_ENVIRONMENT: 'local',
  };
}

/** Variables that would lead a client past the laptop cloud: `everloop env` unsets them. */
export const CONFLICTING_VARIABLES = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL_S3',
] as const;
