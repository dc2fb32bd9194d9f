import { spawn } from 'node:child_process';
import { STATE_VARIABLE } from '../../cloud/environment';
import type { ContainerProcess } from './container';
import { type Ended, HostProcess } from './host-process';

/** `docker run` ends with it when Docker itself failed: the container never ran. */
const DOCKER_FAILED = 125;

export interface DockerClient {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** A container that Docker runs: `docker run` in the foreground, ended by `docker stop` and `docker kill`. */
export class DockerProcess implements ContainerProcess {
  readonly ended: Promise<Ended>;
  private readonly client: HostProcess;
  private last = '';

  constructor(
    private readonly run: DockerClient,
    onLine: (line: string) => void,
  ) {
    const { parameters, environment, folder } = run;
    this.client = new HostProcess({ command: 'docker', parameters, environment, folder, notes: [] }, line => {
      this.last = line;
      onLine(line);
    });
    this.ended = this.client.ended.then(ended => {
      if (ended.exitCode !== DOCKER_FAILED) return ended;
      return { exitCode: undefined, signal: undefined, error: new Error(`docker run failed: ${this.last}`) };
    });
  }

  stop(graceSeconds: number): void {
    // One that does not exist yet is known to the client only.
    this.docker(['stop', '-t', String(Math.ceil(graceSeconds)), this.run.name], () => this.client.stop(graceSeconds));
  }

  kill(): void {
    this.docker(['kill', this.run.name], () => this.client.kill());
  }

  /** Without our mark it outlives us when the laptop cloud stops, so that no container stays behind. */
  private docker(parameters: readonly string[], onFailure: () => void): void {
    const { [STATE_VARIABLE]: _, ...env } = this.run.environment;
    const command = spawn('docker', parameters, { env, detached: true, stdio: 'ignore' });
    command.once('error', onFailure);
    command.once('exit', code => code !== 0 && onFailure());
    command.unref();
  }
}
