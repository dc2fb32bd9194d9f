import fs from 'node:fs';
import path from 'node:path';
import { STATE_VARIABLE } from '../../cloud/environment';
import { type ContainerRequest, type ContainerWorld, ImageUnavailable } from './container';
import { type ContainerImage, unpackImage } from './container-image';
import { toHostPaths } from './host-paths';
import { networkIsolation } from './network-isolation';
import { pythonPackages } from './python-packages';
import { requireRecordedImage } from './recorded-image';
import { TRACKING_VARIABLE } from './tracking';

/** A process ready to be started. */
export interface HostCommand {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** What the laptop does otherwise than a container would; for the job's log. */
  readonly notes: readonly string[];
}

/** Unpacks an image and installs its packages, each once. @throws ImageUnavailable */
export async function prepareImage(
  world: ContainerWorld,
  uri: string,
): Promise<{ image: ContainerImage; venv: string }> {
  const recorded = requireRecordedImage(world.paths.images, uri);
  try {
    const image = unpackImage(recorded, world.images);
    const venv = await pythonPackages(image.requirements, { paths: world.paths, onProgress: world.log });
    return { image, venv };
  } catch (error) {
    throw new ImageUnavailable((error as Error).message, { cause: error });
  }
}

/** PATH, PYTHONPATH and what AWS's own tools read; nothing of the user's but the language and time zone. */
function environmentOf(world: ContainerWorld, request: ContainerRequest, made: Prepared): Record<string, string> {
  const { image, venv } = made;
  const places = { base: request.base, root: image.root };
  const given = { ...image.environment, ...request.environment };
  const translated = Object.entries(given).map(([name, value]) => [name, toHostPaths(value, places)] as const);
  const { PATH: _path, PYTHONPATH = '', ...rest } = Object.fromEntries(translated);
  const packages = image.packages.flatMap(folder => [
    path.join(image.root, folder),
    path.join(image.root, folder, 'src'),
  ]);
  const pythonPath = [...PYTHONPATH.split(':'), ...packages].filter(Boolean).join(':');
  const { credentials } = request;
  return {
    LANG: 'C.UTF-8',
    HOME: request.base,
    TMPDIR: path.join(request.base, 'tmp'),
    PYTHONUNBUFFERED: '1',
    AWS_REGION: world.region,
    AWS_DEFAULT_REGION: world.region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(credentials && {
      AWS_ENDPOINT_URL: world.endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      [TRACKING_VARIABLE]: world.paths.tracking,
    }),
    ...rest,
    ...(request.port !== undefined && { SAGEMAKER_BIND_TO_PORT: String(request.port) }),
    ...(pythonPath && { PYTHONPATH: pythonPath }),
    PATH: `${path.join(venv, 'bin')}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    VIRTUAL_ENV: venv,
    SAGEMAKER_BASE_DIR: request.base,
    [STATE_VARIABLE]: world.paths.folder,
  };
}

interface Prepared {
  readonly image: ContainerImage;
  readonly venv: string;
}

/** An interpreter of the image's is the venv's: /usr/local/bin/python3.12 becomes python. */
const executable = (name: string): string => (/^(\/\S*\/)?python[\d.]*$/.test(name) ? 'python' : name);

function wordsOf(request: ContainerRequest, image: ContainerImage): readonly string[] {
  const start = request.entrypoint ?? image.entrypoint;
  const rest = request.command ?? (request.entrypoint ? [] : image.command);
  return [...start, ...rest].map(word => toHostPaths(word, { base: request.base, root: image.root }));
}

/**
 * Makes a container's process ready on the host: image unpacked, packages installed, paths translated.
 * @throws ImageUnavailable
 */
export async function hostContainer(world: ContainerWorld, request: ContainerRequest): Promise<HostCommand> {
  const made = await prepareImage(world, request.image);
  const [first, ...rest] = wordsOf(request, made.image);
  if (first === undefined)
    throw new ImageUnavailable(`image ${request.image}: it must have an ENTRYPOINT or a CMD, got neither`);
  fs.mkdirSync(path.join(request.base, 'tmp'), { recursive: true });
  const notes = [...made.image.notes];
  const isolation = request.isolated ? networkIsolation() : [];
  if (!isolation)
    notes.push('network isolation: this machine allows no network namespaces, so the job could reach the network');
  const [command = '', ...parameters] = [...(isolation ?? []), executable(first), ...rest];
  const folder = path.join(made.image.root, made.image.workdir);
  return { command, parameters, environment: environmentOf(world, request, made), folder, notes };
}
