/**
 * Storms of alarms against the real coordinator, in simulated time: `npx tsx bench/retraining/storm.ts [seeds]`.
 * Each: 1,000 alarm changes in ten minutes, then one alarm that stays for 60 hours, with killed functions, lost starters,
 * lost and repeated events. Prints a line a storm that broke a rule, and the totals. Ends with 1 when any did.
 */
import { runStorm } from '../../test/support/retraining-storm/run-storm';

async function main(): Promise<void> {
  const seeds = Number(process.argv[2] ?? 100);
  const began = performance.now();
  const totals = { storms: 0, violations: 0, started: 0, refused: 0, lost: 0, notices: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations, started, refused, lost, notices } = await runStorm(seed);
    for (const violation of violations) console.log(`seed ${seed}: ${violation}`);
    totals.storms += 1;
    totals.violations += violations.length;
    totals.started += started;
    totals.refused += refused;
    totals.lost += lost;
    totals.notices += notices;
  }
  console.log(JSON.stringify({ ...totals, seconds: Math.round((performance.now() - began) / 100) / 10 }));
  if (totals.violations > 0) process.exitCode = 1;
}

main();
