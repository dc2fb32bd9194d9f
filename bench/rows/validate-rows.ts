/**
 * Row validation against Python's csv module (and pandas where it is installed), on generated traffic rows.
 * Run: npx tsx bench/rows/validate-rows.ts [megabytes]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateRows } from '../../lambdas/domain/rows/validate-rows';
import { generateTraffic, trafficPolicy } from './generate-traffic';

const repetitions = 3;

interface Measured {
  readonly seconds: number;
  readonly rows: number;
  readonly peakMegabytes: number;
}

function measureOurs(bytes: Uint8Array): Measured {
  let seconds = Infinity;
  let rows = 0;
  for (let run = 0; run < repetitions; run++) {
    const start = process.hrtime.bigint();
    const verdict = validateRows({ name: 'bench', bytes }, trafficPolicy);
    seconds = Math.min(seconds, Number(process.hrtime.bigint() - start) / 1e9);
    rows = verdict.rows;
  }
  return { seconds, rows, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
}

/** @returns undefined where Python or the peer's module is missing */
function measurePeer(peer: 'csv' | 'pandas', file: string): Measured | undefined {
  try {
    const script = join(__dirname, 'peer.py');
    const output = execFileSync('python3', [script, peer, file, String(repetitions)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(output.toString()) as Measured;
  } catch {
    return undefined;
  }
}

function report(name: string, measured: Measured | undefined, context: { megabytes: number; ours: Measured }): void {
  if (measured === undefined) {
    console.log(`${name.padEnd(36)} not installed, skipped`);
    return;
  }
  const speed = (context.megabytes / measured.seconds).toFixed(1).padStart(7);
  const ratio = (measured.seconds / context.ours.seconds).toFixed(2).padStart(6);
  const peak = measured.peakMegabytes.toFixed(0).padStart(5);
  console.log(`${name.padEnd(36)} ${speed} MB/s  time x ${ratio}  peak ${peak} MB  ${measured.rows} rows`);
}

const folder = mkdtempSync(join(tmpdir(), 'everloop-bench-'));
try {
  const bytes = generateTraffic(Number(process.argv[2] ?? 32) * 1e6);
  const file = join(folder, 'traffic.csv');
  writeFileSync(file, bytes);
  const context = { megabytes: bytes.length / 1e6, ours: measureOurs(bytes) };
  report('validateRows', context.ours, context);
  report('python csv + the same checks', measurePeer('csv', file), context);
  report('pandas read_csv + the same checks', measurePeer('pandas', file), context);
} finally {
  rmSync(folder, { recursive: true });
}
