import path from 'node:path';
import type { World } from '../world';
import type { ContainerWorld } from './host-container';

export type WorldOfContainers = Pick<World, 'paths' | 'folder' | 'endpoint' | 'scope' | 'log'>;

/** The part of the world that containers are started with. */
export const containerWorld = ({ paths, folder, endpoint, scope, log }: WorldOfContainers): ContainerWorld => ({
  paths,
  images: path.join(folder, 'images'),
  endpoint,
  region: scope.region,
  log,
});
