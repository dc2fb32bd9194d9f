import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clientEnvironment, REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { type CloudPaths, cloudPaths } from '../../local/cloud/paths';
import { readRecord } from '../../local/cloud/record';

const entry = join(__dirname, '..', '..', 'bin', 'everloop.cjs');

/** Seconds that `work` took. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** One measured line: `what: 1.23 s (aim 10 s; 2.1 x the peer)`. */
export function line(what: string, text: string, remark: string): void {
  process.stdout.write(`${what.padEnd(44)} ${text.padStart(12)}   ${remark}\n`);
}

/** A laptop cloud of a benchmark's own: temporary state folder, Python packages of the checkout. */
export class ScratchCloud {
  readonly folder = mkdtempSync(join(tmpdir(), 'everloop-bench-'));
  readonly variables = { EVERLOOP_STATE: this.folder, EVERLOOP_UNTIL_PID: String(process.pid) };
  readonly paths: CloudPaths = cloudPaths({ ...process.env, ...this.variables });

  /** Runs an everloop command as a user would. @throws with what it printed when it fails */
  async run(...parameters: string[]): Promise<string> {
    const env = { ...process.env, ...this.variables };
    const { stdout } = await promisify(execFile)(process.execPath, [entry, ...parameters], { env });
    return stdout;
  }

  /** Up, with the stacks on it; this process becomes a client of it, for code that finds its cloud in the environment. */
  async deployed(): Promise<void> {
    await this.run('up');
    await this.run('deploy');
    const { endpoint } = this.settings;
    Object.assign(process.env, clientEnvironment(this.paths, endpoint), { EVERLOOP_TEST_ENDPOINT: endpoint });
  }

  /** For AWS clients. */
  get settings() {
    const record = readRecord(this.paths);
    if (!record) throw new Error('bench: the cloud must be up, got no record of it');
    return { endpoint: record.endpoint, region: REGION, credentials: ROOT_CREDENTIALS };
  }

  async remove(): Promise<void> {
    await this.run('down', '--purge', '--quiet');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
