/**
 * The drift engine beside numpy, scipy and Evidently, on the same 1,000,000 rows x 20 columns in one run. Ours and each
 * peer take turns, so that both see the same machine; a ratio is the median of the turns' ratios. All are single-threaded.
 * Run: npm run bench:drift [-- speed [rows [columns]]]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Columns, exactDistances, learn, makeColumns, profileAndCompare } from './engine';
import { type Peer, Peers } from './peers';

const rows = Number(process.argv[2] ?? 1_000_000);
const columns = Number(process.argv[3] ?? 20);

interface Duel {
  readonly ours: () => readonly number[];
  readonly peer: Peer;
  readonly title: string;
  readonly turns: number;
  /** Least ratio to reach. */
  readonly toReach: number;
  /** How far figures may be apart. */
  readonly tolerance?: number;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

function timed(run: () => readonly number[]): { milliseconds: number; figures: readonly number[] } {
  const start = performance.now();
  const figures = run();
  return { milliseconds: performance.now() - start, figures };
}

async function fight(peers: Peers, { ours, peer, title, turns, toReach, tolerance }: Duel): Promise<void> {
  const rounds: { own: number; other: number }[] = [];
  let apart = 0;
  for (let turn = 0; turn < turns; turn++) {
    const own = timed(ours);
    const other = await peers.run(peer);
    rounds.push({ own: own.milliseconds, other: other.milliseconds });
    if (tolerance !== undefined) {
      apart = Math.max(...own.figures.map((figure, index) => Math.abs(figure - other.figures[index]!)));
    }
  }
  const [own, other] = [median(rounds.map(({ own }) => own)), median(rounds.map(({ other }) => other))];
  const best = Math.min(...rounds.map(({ own }) => own));
  const ratio = median(rounds.map(round => round.other / round.own));
  console.log(
    `${title}: ${other.toFixed(0)} ms / ${own.toFixed(0)} ms (best ${best.toFixed(0)}) = x ${ratio.toFixed(1)}` +
      ` (to reach: ${toReach})${tolerance === undefined ? '' : `; apart by ${apart.toExponential(1)}, allowed ${tolerance.toExponential(1)}`}`,
  );
}

function writeColumns(folder: string, data: Columns): void {
  for (const name of ['reference', 'current'] as const) {
    writeFileSync(join(folder, `${name}.bin`), Buffer.concat(data[name].map(values => new Uint8Array(values.buffer))));
  }
}

async function main(folder: string): Promise<void> {
  console.log(`${rows} rows x ${columns} columns; peer / ours = ratio, medians`);
  const data = makeColumns(rows, columns);
  writeColumns(folder, data);
  const learning = timed(() => learn(data.reference).map(({ grid }) => grid.edges.length));
  const baselines = learn(data.reference);
  console.log(`the baseline, learned once a version: ${learning.milliseconds.toFixed(0)} ms`);
  const peers = await Peers.start(folder, columns);
  const profile = () => profileAndCompare(baselines, data.current);
  const exact = () => exactDistances(data);
  profile();
  const duels: Duel[] = [
    {
      ours: profile,
      peer: 'numpy_psi',
      title: 'profile + all statistics, to PSI alone with numpy.histogram',
      turns: 7,
      toReach: 8,
    },
    {
      ours: profile,
      peer: 'numpy_psi_search',
      title: 'the same, to PSI alone with numpy.searchsorted',
      turns: 7,
      toReach: 1,
    },
    {
      ours: profile,
      peer: 'scipy_ks',
      title: 'the same, to scipy ks_2samp alone',
      turns: 5,
      toReach: 50,
      tolerance: 1 / 512,
    },
    {
      ours: exact,
      peer: 'scipy_exact',
      title: 'exact KS + Wasserstein, to scipy',
      turns: 3,
      toReach: 10,
      tolerance: 1e-9,
    },
    {
      ours: profile,
      peer: 'evidently_report',
      title: "profile + all statistics, to Evidently's report",
      turns: 1,
      toReach: 50,
    },
  ];
  for (const duel of duels) await fight(peers, duel);
  peers.stop();
}

const folder = mkdtempSync(join(tmpdir(), 'everloop-drift-'));
main(folder).finally(() => rmSync(folder, { recursive: true }));
