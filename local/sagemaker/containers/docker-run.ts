import type { ContainerRequest } from './container';
import { maySeeTracking, TRACKING_VARIABLE } from './tracking';

/** Where an image's server listens, by the contract. */
const SERVER_PORT = 8080;
/** What a container that has a network of its own calls this machine. */
const HOST_NAME = 'host.docker.internal';
/** Where a container finds the local experiment store. */
const TRACKING_MOUNT = '/opt/everloop/tracking';

export interface DockerRun {
  readonly name: string;
  /** Image id. */
  readonly image: string;
  readonly platform: string | undefined;
  /** `name=value`, so that leftovers are found. */
  readonly label: string;
  readonly environmentFile: string;
  /** Of the local experiment store, on this machine. */
  readonly trackingFolder: string;
  /** Variables that the file can't hold: docker takes them from its own environment. */
  readonly fromClient: readonly string[];
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** User and group that own the state folder; undefined where files are owned right whoever writes them. */
  readonly user: string | undefined;
}

/** Parameters of `docker` for a request. Credentials are in the environment file, never here. */
export function runParameters(request: ContainerRequest, run: DockerRun, machine: Machine): readonly string[] {
  const [first, ...rest] = request.entrypoint ?? [];
  return [
    ...['run', '--rm', '--name', run.name, '--label', run.label],
    ...(run.platform ? ['--platform', run.platform] : []),
    ...(machine.user ? ['--user', machine.user] : []),
    ...networkOf(request, machine),
    ...['--volume', `${request.base}:/opt/ml`, '--env-file', run.environmentFile],
    ...(maySeeTracking(request) ? ['--volume', `${run.trackingFolder}:${TRACKING_MOUNT}`] : []),
    ...run.fromClient.flatMap(name => ['--env', name]),
    ...(first === undefined ? [] : ['--entrypoint', first]),
    run.image,
    ...rest,
    ...(request.command ?? []),
  ];
}

/** Linux shares the host's network with jobs: the laptop cloud listens on 127.0.0.1 only. */
const sharesNetwork = ({ isolated, port }: ContainerRequest, { platform }: Machine): boolean =>
  platform === 'linux' && !isolated && port === undefined;

function networkOf(request: ContainerRequest, machine: Machine): readonly string[] {
  if (request.port !== undefined) {
    const published = `127.0.0.1:${request.port}:${SERVER_PORT}`;
    return ['--publish', published, '--add-host', `${HOST_NAME}:host-gateway`];
  }
  if (request.isolated) return ['--network', 'none'];
  return sharesNetwork(request, machine) ? ['--network', 'host'] : [];
}

/** The container's variables. @param endpoint of the laptop cloud, as this machine reaches it */
export function environmentOf(
  request: ContainerRequest,
  cloud: { readonly endpoint: string; readonly region: string },
  machine: Machine,
): Record<string, string> {
  const { credentials, port } = request;
  const endpoint = sharesNetwork(request, machine) ? cloud.endpoint : cloud.endpoint.replace('127.0.0.1', HOST_NAME);
  return {
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    // That user has no home in the image.
    ...(machine.user && { HOME: '/tmp' }),
    ...(credentials && {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    }),
    ...(maySeeTracking(request) && { [TRACKING_VARIABLE]: TRACKING_MOUNT }),
    ...request.environment,
    ...(port !== undefined && { SAGEMAKER_BIND_TO_PORT: String(SERVER_PORT) }),
  };
}

/** Docker's environment files hold one line a variable. */
export function splitEnvironment(environment: Readonly<Record<string, string>>) {
  const entries = Object.entries(environment);
  const isLine = ([, value]: readonly [string, string]) => !/[\r\n]/.test(value);
  return {
    file: entries
      .filter(isLine)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    fromClient: Object.fromEntries(entries.filter(entry => !isLine(entry))),
  };
}
