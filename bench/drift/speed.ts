/**
 * The drift engine beside numpy, scipy and Evidently, on the same 1,000,000 rows x 20 columns in one run. Ours on one
 * thread, ours on all, and each peer take turns, so that all see the same machine; a ratio is the median of the turns'
 * ratios. Peers are single-threaded; threads are started and ended within each turn.
 * Run: npm run bench:drift [-- speed [rows [columns]]]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableThreads } from '../../lambdas/adapters/threads/table-threads';
import { learnBaseline } from '../../lambdas/domain/drift/baseline';
import { encodeBaseline } from '../../lambdas/domain/drift/profile/profile-codec';
import { bundleColumnWorker } from '../../test/support/column-worker';
import { type Columns, exactDistances, makeColumns, profileAndCompare, profileOnThreads, tableOf } from './engine';
import { best, type Figures, farthest, median, ratioOf, timed } from './paired';
import { type Peer, Peers } from './peers';

const rows = Number(process.argv[2] ?? 1_000_000);
const columns = Number(process.argv[3] ?? 20);
const count = availableParallelism();

interface Duel {
  /** On one thread. */
  readonly ours: () => Figures;
  /** The same on all of them; must come to the very same figures. */
  readonly threads?: () => Promise<Figures>;
  readonly peer: Peer;
  readonly title: string;
  readonly turns: number;
  /** Least ratio to reach. */
  readonly toReach: number;
  /** How far figures may be from the peer's. */
  readonly tolerance?: number;
}

interface Turns {
  readonly one: number[];
  readonly many: number[];
  readonly other: number[];
  apart: number;
}

async function fight(peers: Peers, duel: Duel): Promise<void> {
  const turns: Turns = { one: [], many: [], other: [], apart: 0 };
  for (let turn = 0; turn < duel.turns; turn++) {
    const one = await timed(duel.ours);
    const many = duel.threads && (await timed(duel.threads));
    const other = await peers.run(duel.peer);
    turns.one.push(one.milliseconds);
    turns.other.push(other.milliseconds);
    turns.apart = Math.max(turns.apart, farthest(one.figures, other.figures));
    if (!many) continue;
    turns.many.push(many.milliseconds);
    if (farthest(one.figures, many.figures) !== 0) throw new Error('threads: figures must be those of one thread');
  }
  tell(duel, turns);
}

function tell({ title, toReach, tolerance }: Duel, { one, many, other, apart }: Turns): void {
  const side = (times: readonly number[]) =>
    `${median(times).toFixed(0)} ms (best ${best(times).toFixed(0)}) = x ${ratioOf(other, times).toFixed(1)}`;
  const threads = many.length > 0 ? `; ${count} threads ${side(many)}` : '';
  const far =
    tolerance === undefined ? '' : `; apart by ${apart.toExponential(1)}, allowed ${tolerance.toExponential(1)}`;
  console.log(
    `${title}: ${median(other).toFixed(0)} ms; one thread ${side(one)}${threads} (to reach: ${toReach})${far}`,
  );
}

function writeColumns(folder: string, data: Columns): void {
  for (const name of ['reference', 'current'] as const) {
    writeFileSync(join(folder, `${name}.bin`), Buffer.concat(data[name].map(values => new Uint8Array(values.buffer))));
  }
}

async function main(folder: string): Promise<void> {
  console.log(
    `${rows} rows x ${columns} columns, load ${loadavg()[0]!.toFixed(1)}; peer's time / ours = ratio, medians`,
  );
  const data = makeColumns(rows, columns);
  writeColumns(folder, data);
  const [reference, current] = [tableOf(data.reference), tableOf(data.current)];
  const threads = new TableThreads({
    script: bundleColumnWorker(folder),
    count,
    leastValues: { learn: 0, profile: 0 },
  });
  const baseline = learnBaseline(reference);
  console.log(`state: ${(encodeBaseline(baseline).length / 1024).toFixed(0)} KB as JSON`);
  const peers = await Peers.start(folder, columns);
  const ours = () => profileAndCompare(baseline, current);
  const onThreads = () => profileOnThreads(threads, baseline, current);
  ours();
  const profile = { ours, threads: onThreads };
  const duels: Duel[] = [
    { ...profile, peer: 'numpy_psi', title: 'profile + all, to PSI alone by numpy.histogram', turns: 9, toReach: 8 },
    { ...profile, peer: 'numpy_psi_search', title: 'to PSI alone by numpy.searchsorted', turns: 7, toReach: 1 },
    {
      ...profile,
      peer: 'scipy_ks',
      title: 'to scipy ks_2samp alone',
      turns: 5,
      toReach: 50,
      tolerance: 1 / 512,
    },
    {
      ours: () => exactDistances(data),
      peer: 'scipy_exact',
      title: 'exact KS + Wasserstein, to scipy',
      turns: 3,
      toReach: 10,
      tolerance: 1e-9,
    },
    { ...profile, peer: 'evidently_report', title: "profile + all, to Evidently's report", turns: 1, toReach: 50 },
  ];
  for (const duel of duels) await fight(peers, duel);
  peers.stop();
  console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`);
}

const folder = mkdtempSync(join(tmpdir(), 'everloop-drift-'));
main(folder).finally(() => rmSync(folder, { recursive: true }));
