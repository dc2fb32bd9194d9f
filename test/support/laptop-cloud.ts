import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { markOf } from '../../local/cloud/environment';
import { type CloudPaths, cloudPaths } from '../../local/cloud/paths';
import { processesMarked } from '../../local/cloud/processes';
import { type CloudRecord, readRecord } from '../../local/cloud/record';

const run = promisify(execFile);
const ENTRY = path.join(__dirname, '..', '..', 'bin', 'everloop.cjs');

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `everloop` command as a user would, in its own process. */
export async function everloop(
  parameters: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(process.execPath, [ENTRY, ...parameters], {
      env: { ...process.env, ...variables },
      timeout: 600_000,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string; stderr?: string };
    return { code: failed.code ?? -1, stdout: failed.stdout ?? '', stderr: failed.stderr ?? '' };
  }
}

/** A laptop cloud of a test's own, in a temporary state folder. The Python packages are the checkout's. */
export class TestCloud {
  readonly paths: CloudPaths;
  readonly variables: Readonly<Record<string, string>>;

  constructor(readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-'))) {
    this.variables = { EVERLOOP_STATE: folder, EVERLOOP_UNTIL_PID: String(process.pid) };
    this.paths = cloudPaths({ ...process.env, ...this.variables });
  }

  run(...parameters: string[]): Promise<Ran> {
    return everloop(parameters, this.variables);
  }

  /** @throws Error with what `up` printed when it fails */
  async up(...parameters: string[]): Promise<CloudRecord> {
    const { code, stderr } = await this.run('up', '--quiet', '--no-bootstrap', ...parameters);
    if (code !== 0) throw new Error(`everloop up ended with ${code}: ${stderr}`);
    return this.record;
  }

  /** @throws Error when no cloud is recorded */
  get record(): CloudRecord {
    const record = readRecord(this.paths);
    if (!record) throw new Error('no cloud is recorded');
    return record;
  }

  /** What the emulator or the local service printed since its start; empty before. */
  log(name: 'emulator' | 'service'): string {
    const file = path.join(this.paths.logs, `${name}.log`);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  /** Pids of everything that this cloud started and that still runs. */
  get processes(): number[] {
    return processesMarked(markOf(this.paths));
  }

  /** Ends everything and deletes the folder; for afterEach. */
  async remove(): Promise<void> {
    const { code, stderr } = await this.run('down', '--purge', '--quiet');
    if (code !== 0) throw new Error(`everloop down ended with ${code}: ${stderr}`);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
