import { Command } from 'commander';
import type { Execution } from '../../lambdas/domain/training/execution';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, targetWords, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';

interface Given extends TargetOptions {
  readonly wait?: boolean;
  readonly timeout: number;
}

/** Jobs get two minutes to end by themselves. */
const defaultTimeoutSeconds = 600;

async function stop(asked: string, given: Given, context: CommandContext): Promise<void> {
  const { randomUUID } = require('node:crypto') as typeof import('node:crypto');
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { pipelineExecutionsOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { explainRefusal } = require('../deployment/explain-refusal') as typeof import('../deployment/explain-refusal');
  const { allTrained } = require('../training/require-trained') as typeof import('../training/require-trained');
  const { requireExecution } = require('../training/find-execution') as typeof import('../training/find-execution');
  const { stopExecution } = require('../training/stop-execution') as typeof import('../training/stop-execution');
  const executions = pipelineExecutionsOf(await connect(given));
  const workloads = allTrained().map(({ id }) => id);
  try {
    const execution = await requireExecution(asked, { executions, workloads, where: 'everloop stop' });
    await stopExecution(execution, randomUUID(), executions);
    const stopping: Execution = { ...execution, status: 'Stopping' };
    const now = given.wait ? await waitUntilEnded(stopping, { executions, given, context }) : stopping;
    print(now, given, context);
  } catch (error) {
    throw explainRefusal(error);
  }
}

interface Waiting {
  readonly executions: import('../../lambdas/ports/pipeline-executions').PipelineExecutions;
  readonly given: Given;
  readonly context: CommandContext;
}

async function waitUntilEnded(execution: Execution, { executions, given, context }: Waiting): Promise<Execution> {
  const { waitForEnd } = require('../training/stop-execution') as typeof import('../training/stop-execution');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const { signal, output } = context;
  const timeoutMs = given.timeout * 1000;
  let ended: Execution | null = null;
  const run = async () => {
    ended = await waitForEnd(execution.arn, { executions, clock: wallClock, signal, timeoutMs });
  };
  await output.steps([{ title: 'Waiting for its jobs to end', run }], signal);
  return ended ?? execution;
}

function print(execution: Execution, given: Given, { output, foundProblems }: CommandContext): void {
  const { executionIdOf } =
    require('../../lambdas/domain/training/execution') as typeof import('../../lambdas/domain/training/execution');
  const { arn, status, startedAt, endedAt } = execution;
  const id = executionIdOf(arn);
  const times = { startedAt: startedAt.toISOString(), ...(endedAt && { endedAt: endedAt.toISOString() }) };
  output.result({ execution: arn, id, status, ...times }, () => {
    const { green, yellow } = output.colours;
    if (status === 'Stopped') return `${green('Stopped')} ${id}`;
    if (status === 'Stopping') {
      const words = `its jobs get two minutes to end; wait with: npx everloop stop ${id} --wait${targetWords(given)}`;
      return `${yellow('Stopping')} ${id}: ${words}`;
    }
    return `${id} ended as ${status} before it could be stopped`;
  });
  if (given.wait && status !== 'Stopped') foundProblems();
}

/** Ends a training before its time. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('stop').description('Stop an execution of a training pipeline, and the jobs that it runs'),
      'everloop stop product-images --wait',
      'everloop stop k3n0ve0vblzd',
    ),
  )
    .argument('<execution>', 'its id or ARN, or a workload: then the one under way')
    .option('--wait', 'wait until it has ended; ends with 1 when that is not by being stopped')
    .option('--timeout <seconds>', 'how long --wait waits', wholeNumber(1, 86_400), defaultTimeoutSeconds)
    .action((asked: string, given: Given) => stop(asked, given, context));
