/**
 * Bad deployments to a production that serves, on the laptop cloud with IAM enforced, by "Deploy model" itself:
 * `npx tsx bench/release/bad-deploys.ts [--deploys 100] [--bake 2]`. Aim: none serves the bad version afterwards, each is
 * reported as failed with a reason. Exit status 1 when it is missed.
 *
 * Real: workflow, functions, alarms, blue/green fleets as host processes. Not real: the model is a table of the golden
 * images, whose server fails as it is told; the bake time is short, the test takes 10 images; and approvals open no
 * releases, so that nobody else deploys meanwhile.
 */
import { parseArgs } from 'node:util';
import { type BadDeployKind, type BadDeployResult, badDeploys, runBadDeploy } from '../../test/support/bad-deploys';
import { FastModels } from '../../test/support/fast-models';
import { ReleaseCloud } from '../../test/support/release-cloud';
import { quantile } from '../laptop-cloud/scratch-cloud';

const kinds = Object.keys(badDeploys) as BadDeployKind[];
const print = (text: string): void => void process.stdout.write(`${text}\n`);

function row(cells: readonly (string | number)[]): void {
  print(cells.map((cell, at) => (at === 0 ? String(cell).padEnd(18) : String(cell).padStart(16))).join(''));
}

function report(results: readonly BadDeployResult[]): void {
  row(['kind', 'tried', 'serving bad', 'reported', 'median s', 'p95 s']);
  for (const kind of [...kinds, 'all']) {
    const own = results.filter(result => kind === 'all' || result.kind === kind);
    if (own.length === 0) continue;
    const seconds = own.map(result => result.seconds);
    const bad = own.filter(({ servesBad }) => servesBad !== undefined).length;
    const reported = own.filter(result => result.reported !== undefined).length;
    row([kind, own.length, bad, reported, quantile(seconds, 0.5).toFixed(1), quantile(seconds, 0.95).toFixed(1)]);
  }
  for (const kind of kinds) {
    const found = results.find(result => result.kind === kind);
    if (found?.reported !== undefined) print(`${kind}: ${found.reported}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { deploys: { type: 'string' }, bake: { type: 'string' } } });
  const deploys = Number(values.deploys ?? 100);
  const world = await ReleaseCloud.untrained();
  try {
    await world.openNoReleases();
    await world.hurry({ bakeSeconds: Number(values.bake ?? 2), goldenImages: 10 });
    await FastModels.drawGolden(world);
    const models = await FastModels.create(world);
    const good = await models.register();
    const first = await world.deploy(good, 'production');
    if (first.status !== 'SUCCEEDED') throw new Error(`bench: the good version must be deployed, got ${first.cause}`);
    const results: BadDeployResult[] = [];
    for (let at = 0; at < deploys; at += 1) {
      const kind = kinds[at % kinds.length] ?? 'slow';
      const result = await runBadDeploy(kind, Math.floor(at / kinds.length), { world, models, good });
      results.push(result);
      const { servesBad = 'no', reported = 'NOT REPORTED', seconds } = result;
      process.stderr.write(
        `${at + 1}/${deploys} ${kind}, ${seconds.toFixed(1)} s, serves bad: ${servesBad}; ${reported}\n`,
      );
    }
    report(results);
    const missed = results.filter(({ servesBad, reported }) => servesBad !== undefined || reported === undefined);
    if (missed.length > 0) process.exitCode = 1;
  } finally {
    await world.cloud.remove();
  }
}

void main();
