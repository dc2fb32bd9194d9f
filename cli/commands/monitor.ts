import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';

interface Given extends TargetOptions {
  readonly window: string;
  readonly report?: string | true;
}

async function monitor(workload: string, given: Given, { output, foundProblems }: CommandContext): Promise<void> {
  const { readWindowOption } = require('../drift/window-option') as typeof import('../drift/window-option');
  const { watchedPlan } = require('../drift/watched-plan') as typeof import('../drift/watched-plan');
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { monitorEffectsOf } = require('../drift/monitor-access') as typeof import('../drift/monitor-access');
  const { WindowMonitor } =
    require('../../lambdas/handlers/drift/monitor-window') as typeof import('../../lambdas/handlers/drift/monitor-window');
  const { driftText } = require('../drift/drift-text') as typeof import('../drift/drift-text');
  const connection = await connect(given);
  const plan = watchedPlan(workload, connection.environmentName);
  const now = new Date();
  const window = readWindowOption(given.window, { now, policy: plan.policy });
  const effects = monitorEffectsOf(connection, output);
  const report = await new WindowMonitor({ workload, plan }, effects, 'keep').judge(window, now);
  output.result(report, () => driftText(report, output));
  if (given.report !== undefined) {
    const { writeDriftReport } = require('../drift/write-drift-report') as typeof import('../drift/write-drift-report');
    const path = writeDriftReport(report, { path: given.report === true ? undefined : given.report, now });
    output.note(`Report: ${path}`);
  }
  if (Object.values(report.outcomes).includes('breach')) foundProblems();
}

/** Judges a window by hand: what was found is written in its place, no metric is published and no reference is set. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('monitor').description(
        'Judge a window of predictions: drift of features and answers, recall and precision by class or error',
      ),
      'everloop monitor product-images --window last',
      'everloop monitor product-images --window 2026-11-20T12:00Z/2026-11-21T12:00Z --json',
      'everloop monitor product-images --window last --report drift.html',
    ),
  )
    .argument('<workload>', 'one whose predictions are watched')
    .option('--window <from/to>', 'two moments with their zone, or last: the newest that is over', 'last')
    .option('--report [file]', 'write an HTML page too (default: .everloop/reports/drift-<workload>.html)')
    .action((workload: string, given: Given) => monitor(workload, given, context));
