import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { signalProcess } from '../../cloud/processes';

export interface ShellSettings {
  readonly shell: 'sh' | 'bash';
  /** Where commands begin. */
  readonly folder: string;
  /** For files of the shell's own. */
  readonly temporary: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

/**
 * Reads names of files from descriptor 3 and runs each in this very shell, as CodeBuild runs all commands of a build in one:
 * folders, variables and functions stay. After each it prints a mark with the exit status to what was its standard output.
 */
const DRIVER = `exec 5>&1 2>&1
while IFS= read -r __everloop_file <&3; do
  . "$__everloop_file" </dev/null 3<&- 5>&-
  printf '%s%s\\n' "$__everloop_mark" "$?" >&5
done
`;

/** One shell for the commands of a build. It leads a process group, which ends with it. */
export class BuildShell {
  private readonly child: ChildProcess;
  private readonly mark = `everloop-${randomUUID()}:`;
  private readonly gone: Promise<number>;
  private done: ((status: number) => void) | undefined;
  private count = 0;

  constructor(private readonly settings: ShellSettings) {
    const { shell, folder, temporary, environment } = settings;
    fs.mkdirSync(temporary, { recursive: true });
    const driver = path.join(temporary, 'driver.sh');
    fs.writeFileSync(driver, DRIVER);
    this.child = spawn(shell, [driver], {
      cwd: folder,
      env: { ...environment, __everloop_mark: this.mark },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream)
        createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', line => this.read(line));
    }
    this.requests.on('error', () => undefined); // EPIPE: `gone` tells
    this.gone = new Promise(resolve => {
      this.child.once('error', error => {
        settings.onLine(`${shell}: ${error.message}`);
        resolve(127);
      });
      this.child.once('exit', () => this.kill());
      this.child.once('close', code => resolve(code ?? 137));
    });
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  /** Runs a command, of any number of lines, and gives its exit status; a shell that ended with it gives its own. */
  async run(command: string): Promise<number> {
    this.count += 1;
    const file = path.join(this.settings.temporary, `${this.count}-${randomUUID().slice(0, 8)}.sh`);
    fs.writeFileSync(file, `${command}\n`);
    const answered = new Promise<number>(resolve => {
      this.done = resolve;
    });
    this.requests.write(`${file}\n`);
    return Promise.race([answered, this.gone]);
  }

  /** SIGKILL to the shell and all that it started. */
  kill(): void {
    if (this.child.pid !== undefined) signalProcess(-this.child.pid, 'SIGKILL');
  }

  private get requests(): Writable {
    return this.child.stdio[3] as Writable;
  }

  /** A command may end without a line end: what it printed stands before the mark. */
  private read(line: string): void {
    const at = line.lastIndexOf(this.mark);
    if (at < 0) {
      this.settings.onLine(line);
      return;
    }
    if (at > 0) this.settings.onLine(line.slice(0, at));
    this.done?.(Number(line.slice(at + this.mark.length)));
  }
}
