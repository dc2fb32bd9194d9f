import path from 'node:path';
import type { Containers, ContainerWorld } from './container';
import { hostContainer, prepareImage } from './host-container';
import { toHostPaths } from './host-paths';
import { HostProcess } from './host-process';

/** Containers as processes of this machine. */
export const hostContainers = (world: ContainerWorld): Containers => ({
  async warm(image) {
    await prepareImage(world, image);
  },
  async prepare(request) {
    const command = await hostContainer(world, request);
    return { notes: command.notes, start: onLine => new HostProcess(command, onLine) };
  },
  inside: (text, base) => toHostPaths(text, { base, root: path.join(base, 'nothing') }),
});
