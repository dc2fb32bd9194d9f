import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import { BrokenEnvironment } from './errors';
import type { CloudPaths } from './paths';

export const DEFAULT_PORT = 4566;
export const HOST = '127.0.0.1';

/** Whether `port` can be opened on 127.0.0.1; 0 asks for any free one. Returns the port, or undefined. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address() as net.AddressInfo;
      server.close(() => resolve(address.port));
    });
  });
}

export async function isPortFree(port: number): Promise<boolean> {
  return (await tryPort(port)) === port;
}

/** Below what Linux (32768) and macOS (49152) give to outgoing connections: such a port may be taken a moment later. */
const LISTENING = { first: 20_000, behind: 32_000 } as const;
const TRIES = 20;

/** A port that nobody listens on now, and that no outgoing connection will take. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = await tryPort(randomInt(LISTENING.first, LISTENING.behind));
    if (port !== undefined) return port;
  }
  const port = await tryPort(0);
  if (port === undefined) {
    throw new BrokenEnvironment({
      where: 'laptop cloud',
      rule: `a port of ${HOST} must be free`,
      got: 'none',
      remedy: 'stop programs that listen on many ports',
    });
  }
  return port;
}

/** The port that the kept state was made on; undefined when there is no state. */
export function portOfState(paths: CloudPaths): number | undefined {
  try {
    return Number(fs.readFileSync(paths.port, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

export interface ChosenPort {
  readonly port: number;
  /** Why it is not the default one, for the user. */
  readonly note?: string;
}

/**
 * The port to start on: the wanted one, else that of the kept state, else 4566, else any free one.
 * @throws BrokenEnvironment when a wanted port is taken or when the state's port is: its queue URLs, function
 * variables and stack outputs contain the port, so that state works on no other.
 */
export async function choosePort(paths: CloudPaths, wanted?: number): Promise<ChosenPort> {
  const kept = portOfState(paths);
  if (kept !== undefined && wanted !== undefined && wanted !== kept) {
    throw portError(`--port must be ${kept}, which the kept state was made on`, String(wanted), 'leave --port out');
  }
  const fixed = wanted ?? kept;
  if (fixed !== undefined) {
    if (await isPortFree(fixed)) return { port: fixed };
    const owner = kept === undefined ? 'which you asked for' : 'which the kept state was made on';
    throw portError(`port ${fixed}, ${owner}, must be free`, 'a port in use', 'stop the program that listens on it');
  }
  if (await isPortFree(DEFAULT_PORT)) return { port: DEFAULT_PORT };
  const port = await freePort();
  return { port, note: `port ${DEFAULT_PORT} is taken by another program: using ${port}` };
}

function portError(rule: string, got: string, remedy: string): BrokenEnvironment {
  const orPurge = 'or forget the state by `everloop down --purge`';
  return new BrokenEnvironment({ where: 'everloop up', rule, got, remedy: `${remedy}, ${orPurge}` });
}
