import { spawnSync } from 'node:child_process';

/** How a process is started without a network; undefined where the machine does not allow it. */
export type Isolation = readonly string[] | undefined;

const WAYS: readonly (readonly string[])[] = [
  ['unshare', '--net'],
  ['unshare', '--map-root-user', '--net'],
];

let found: { readonly way: Isolation } | undefined;

/** The first way that works here, tried once: a network namespace, made by root or in a user namespace. Linux only. */
export function networkIsolation(): Isolation {
  found ??= { way: WAYS.find(([command = '', ...rest]) => spawnSync(command, [...rest, 'true']).status === 0) };
  return found.way;
}
