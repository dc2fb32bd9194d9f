import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type EmulatorSettings, emulatorEnvironment } from '../cloud/environment';
import type { CloudPaths } from '../cloud/paths';
import { signalProcess } from '../cloud/processes';
import { answers, waitUntil } from '../cloud/waiting';

/** A clean stop writes the whole state: a second for a large one, a quarter of a minute on a machine with other work. */
const STOP_MS = 60_000;
const READY_MS = 60_000;

/**
 * The MiniStack process. It leads its own process group, in which all Lambda processes are too; its standard input is
 * its life line: when we die, however, it saves its state and stops (local/ministack/lifeline.py).
 */
export class Emulator {
  private constructor(
    private readonly child: ChildProcess,
    readonly pid: number,
    /** Resolves when the process has ended, with how. */
    readonly ended: Promise<string>,
    private readonly url: string,
  ) {}

  /** @throws Error when the interpreter can't be started at all */
  static async start(paths: CloudPaths, settings: EmulatorSettings): Promise<Emulator> {
    const log = fs.openSync(path.join(paths.logs, 'emulator.log'), 'a');
    const child = spawn(paths.python, [paths.launcher], {
      cwd: paths.temporary,
      env: emulatorEnvironment(paths, settings),
      detached: true,
      stdio: ['pipe', log, log],
    });
    fs.closeSync(log);
    const ended = new Promise<string>(resolve => {
      child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
      child.once('error', error => resolve(error.message));
    });
    child.stdin?.on('error', () => undefined); // EPIPE: `ended` tells
    if (child.pid === undefined) throw new Error(`the emulator did not start: ${await ended}`);
    return new Emulator(child, child.pid, ended, `http://127.0.0.1:${settings.port}`);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Whether it answers within a minute, itself and not another that took its port; false as soon as it ended. */
  async becomesReady(): Promise<boolean> {
    const itself = { 'x-everloop-emulator': String(this.pid) }; // local/ministack/own_ready.py
    const answered = await waitUntil(
      async () => !this.isRunning || (await answers(`${this.url}/_ministack/ready`, 1_000, itself)),
      { withinMs: READY_MS },
    );
    return answered && this.isRunning;
  }

  /** Stops it cleanly (state saved) or, after a deadline, by force; then ends whatever its group still holds. */
  async stop(): Promise<void> {
    if (this.isRunning) signalProcess(this.pid, 'SIGTERM');
    await waitUntil(() => !this.isRunning, { withinMs: STOP_MS });
    await this.kill();
  }

  /** Ends it and its group at once, without saving. */
  async kill(): Promise<void> {
    signalProcess(-this.pid, 'SIGKILL');
    await waitUntil(() => !this.isRunning, { withinMs: 2_000 });
  }
}
