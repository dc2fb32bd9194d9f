/**
 * The drift engine beside numpy, scipy and Evidently, on the same 1,000,000 rows x 20 columns in one run. Ours and each
 * peer take turns, so that both see the same machine; a ratio is the median of the turns' ratios. All are single-threaded.
 * Run: npm run bench:drift [-- speed [rows [columns]]]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { learnBaseline } from '../../lambdas/domain/drift/baseline';
import { encodeBaseline } from '../../lambdas/domain/drift/profile/profile-codec';
import { type Columns, exactDistances, makeColumns, profileAndCompare, tableOf } from './engine';
import { best, type Figures, farthest, median, ratioOf, timed } from './paired';
import { type Peer, Peers } from './peers';

const rows = Number(process.argv[2] ?? 1_000_000);
const columns = Number(process.argv[3] ?? 20);

interface Duel {
  readonly ours: () => Figures;
  readonly peer: Peer;
  readonly title: string;
  readonly turns: number;
  /** Least ratio to reach. */
  readonly toReach: number;
  /** How far figures may be from the peer's. */
  readonly tolerance?: number;
}

interface Turns {
  readonly own: number[];
  readonly other: number[];
  apart: number;
}

async function fight(peers: Peers, duel: Duel): Promise<void> {
  const turns: Turns = { own: [], other: [], apart: 0 };
  for (let turn = 0; turn < duel.turns; turn++) {
    const own = timed(duel.ours);
    const other = await peers.run(duel.peer);
    turns.own.push(own.milliseconds);
    turns.other.push(other.milliseconds);
    turns.apart = Math.max(turns.apart, farthest(own.figures, other.figures));
  }
  tell(duel, turns);
}

function tell({ title, toReach, tolerance }: Duel, { own, other, apart }: Turns): void {
  const ours = `${median(own).toFixed(0)} ms (best ${best(own).toFixed(0)}) = x ${ratioOf(other, own).toFixed(1)}`;
  const far =
    tolerance === undefined ? '' : `; apart by ${apart.toExponential(1)}, allowed ${tolerance.toExponential(1)}`;
  console.log(`${title}: ${median(other).toFixed(0)} ms; ours ${ours} (to reach: ${toReach})${far}`);
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
  const baseline = learnBaseline(reference);
  console.log(`state: ${(encodeBaseline(baseline).length / 1024).toFixed(0)} KB as JSON`);
  const peers = await Peers.start(folder, columns);
  const ours = () => profileAndCompare(baseline, current);
  ours();
  const duels: Duel[] = [
    { ours, peer: 'numpy_psi', title: 'profile + all, to PSI alone by numpy.histogram', turns: 9, toReach: 8 },
    { ours, peer: 'numpy_psi_search', title: 'to PSI alone by numpy.searchsorted', turns: 7, toReach: 1 },
    {
      ours,
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
    { ours, peer: 'evidently_report', title: "profile + all, to Evidently's report", turns: 1, toReach: 50 },
  ];
  for (const duel of duels) await fight(peers, duel);
  peers.stop();
  console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`);
}

const folder = mkdtempSync(join(tmpdir(), 'everloop-drift-'));
main(folder).finally(() => rmSync(folder, { recursive: true }));
