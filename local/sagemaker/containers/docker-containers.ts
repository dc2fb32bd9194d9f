import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { CONTAINER_LABEL } from '../../cloud/docker';
import { STATE_VARIABLE } from '../../cloud/environment';
import type { ContainerRequest, Containers, ContainerWorld, ReadyContainer } from './container';
import { DockerImages } from './docker-image';
import { DockerProcess } from './docker-process';
import { environmentOf, type Machine, runParameters, splitEnvironment } from './docker-run';
import { requireRecordedImage } from './recorded-image';

/** Containers that Docker builds from the recorded sources and runs. Their base is mounted at /opt/ml. */
export function dockerContainers(world: ContainerWorld, machine: Machine = thisMachine()): Containers {
  const images = new DockerImages(world.log);
  return {
    async warm(image) {
      await images.build(requireRecordedImage(world.paths.images, image));
    },
    async prepare(request) {
      const recorded = requireRecordedImage(world.paths.images, request.image);
      const image = await images.build(recorded);
      return readyContainer(world, request, { image, platform: recorded.platform, machine });
    },
    inside: text => text,
  };
}

/** On Linux files belong to who wrote them in the container: it runs as us, so that we may remove them. */
function thisMachine(): Machine {
  const [user, group] = [process.getuid?.(), process.getgid?.()];
  const mapped = process.platform === 'linux' && user !== undefined && user !== 0;
  return { platform: process.platform, user: mapped ? `${user}:${group}` : undefined };
}

interface Built {
  readonly image: string;
  readonly platform: string | undefined;
  readonly machine: Machine;
}

function readyContainer(world: ContainerWorld, request: ContainerRequest, built: Built): ReadyContainer {
  const name = `everloop-${path.basename(request.base)}-${randomBytes(4).toString('hex')}`;
  const { file, fromClient } = splitEnvironment(environmentOf(request, world, built.machine));
  // Beside the base, which the container sees.
  const environmentFile = path.join(path.dirname(request.base), `${name}.env`);
  const label = `${CONTAINER_LABEL}=${world.paths.folder}`;
  const { tracking: trackingFolder } = world.paths;
  const run = { ...built, name, label, environmentFile, trackingFolder, fromClient: Object.keys(fromClient) };
  return {
    notes: [`the container runs by docker as ${name}`],
    start(onLine) {
      fs.mkdirSync(trackingFolder, { recursive: true }); // made by docker, it would be root's
      fs.writeFileSync(environmentFile, file, { mode: 0o600 });
      const client = {
        name,
        parameters: runParameters(request, run, built.machine),
        environment: { ...clientEnvironment(), ...fromClient, [STATE_VARIABLE]: world.paths.folder },
        folder: request.base,
      };
      const process = new DockerProcess(client, onLine);
      void process.ended.finally(() => fs.rmSync(environmentFile, { force: true }));
      return process;
    },
  };
}

/** Docker's client needs the user's settings, and none of AWS. */
function clientEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
}
