import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BrokenEnvironment } from './errors';

const run = promisify(execFile);

/** Every container of a cloud carries it; its value is the state folder. */
export const CONTAINER_LABEL = 'everloop.state';
const ANSWER_MS = 15_000;

/**
 * The version of the Docker daemon.
 * @throws BrokenEnvironment when there is no `docker` command or no daemon answers it
 */
export async function requireDocker(): Promise<string> {
  try {
    const { stdout } = await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: ANSWER_MS });
    return stdout.trim();
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    const got = code === 'ENOENT' ? 'no docker command' : `'${stderr?.trim().split('\n').at(-1) ?? ''}'`;
    throw new BrokenEnvironment(
      {
        where: 'everloop up --docker',
        rule: 'a Docker daemon must answer',
        got,
        remedy: 'start Docker, or leave --docker out: jobs are then processes of this machine',
      },
      error,
    );
  }
}

/** Ends and removes what a cloud left running. Returns how many there were; without a daemon there are none. */
export async function removeContainers(stateFolder: string): Promise<number> {
  try {
    const filter = ['--filter', `label=${CONTAINER_LABEL}=${stateFolder}`];
    const { stdout } = await run('docker', ['ps', '--all', '--quiet', ...filter], { timeout: ANSWER_MS });
    const containers = stdout.split('\n').filter(Boolean);
    if (containers.length > 0) await run('docker', ['rm', '--force', ...containers], { timeout: ANSWER_MS });
    return containers.length;
  } catch {
    return 0;
  }
}
