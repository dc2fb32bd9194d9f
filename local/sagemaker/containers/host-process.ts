import { type ChildProcess, spawn } from 'node:child_process';
import { signalProcess } from '../../cloud/processes';
import { eachLine } from './each-line';
import type { HostCommand } from './host-container';

/** What SageMaker grants between SIGTERM and SIGKILL. */
export const STOP_GRACE_SECONDS = 120;

export interface Ended {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** Set when it could not be started at all. */
  readonly error?: Error;
}

/** A container's main process on the host. It leads a process group; the group ends with it, as a container does. */
export class HostProcess {
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private killer: NodeJS.Timeout | undefined;

  /** @param onLine receives each line of stdout and stderr, in the order they come */
  constructor(command: HostCommand, onLine: (line: string) => void) {
    this.child = spawn(command.command, command.parameters, {
      cwd: command.folder,
      env: command.environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) eachLine(stream, onLine);
    }
    this.ended = new Promise<Ended>(resolve => {
      this.child.once('error', error => resolve({ exitCode: undefined, signal: undefined, error }));
      // What it left running holds its pipes open: end that first, then 'close' says that every line was read.
      this.child.once('exit', () => this.kill());
      this.child.once('close', (code, signal) => resolve({ exitCode: code ?? undefined, signal: signal ?? undefined }));
    }).finally(() => clearTimeout(this.killer));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** SIGTERM to the main process, SIGKILL to all after the grace period. */
  stop(graceSeconds = STOP_GRACE_SECONDS): void {
    if (this.child.pid === undefined || this.killer) return;
    signalProcess(this.child.pid, 'SIGTERM');
    this.killer = setTimeout(() => this.kill(), graceSeconds * 1000);
  }

  /** SIGKILL to the whole group. */
  kill(): void {
    if (this.child.pid !== undefined) signalProcess(-this.child.pid, 'SIGKILL');
  }
}
