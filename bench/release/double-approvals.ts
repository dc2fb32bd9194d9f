/**
 * Two versions approved at once, each event delivered three times, on the laptop cloud with IAM enforced:
 * `npx tsx bench/release/double-approvals.ts [--rounds 50]`. Aim: one order of releases, both stages at its last version,
 * every other one cancelled with a reason, an empty desk. Exit status 1 when it is missed.
 *
 * Real: events, queues, desk, pipelines, approvals, "Deploy model", endpoints as host processes. Not real: the model is a
 * table of the golden images, the bake time is 1 s, the test takes 10 images, and who decides is a loop.
 */
import { parseArgs } from 'node:util';
import { DoubleApprovals, type RoundResult } from '../../test/support/double-approvals';
import { FastModels } from '../../test/support/fast-models';
import { ReleaseCloud } from '../../test/support/release-cloud';
import { line, quantile } from '../laptop-cloud/scratch-cloud';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
  const rounds = Number(values.rounds ?? 50);
  const world = await ReleaseCloud.untrained();
  try {
    await world.hurry({ bakeSeconds: 1, goldenImages: 10 });
    await FastModels.drawGolden(world);
    const approvals = await DoubleApprovals.create(world, await FastModels.create(world));
    const results: RoundResult[] = [];
    for (let at = 0; at < rounds; at += 1) {
      const result = await approvals.run(at);
      results.push(result);
      const said = result.problems.join('; ') || 'as it must be';
      process.stderr.write(
        `${at + 1}/${rounds} released ${result.released}, ${result.seconds.toFixed(1)} s: ${said}\n`,
      );
    }
    const bad = results.filter(({ problems }) => problems.length > 0);
    const seconds = results.map(result => result.seconds);
    line('rounds', String(results.length), `${results.flatMap(({ released }) => released).length} releases`);
    line('rounds with more than one order', String(bad.length), bad[0]?.problems.join('; ') ?? 'aim 0');
    line('a round, median', `${quantile(seconds, 0.5).toFixed(1)} s`, `p95 ${quantile(seconds, 0.95).toFixed(1)} s`);
    if (bad.length > 0) process.exitCode = 1;
  } finally {
    await world.cloud.remove();
  }
}

void main();
