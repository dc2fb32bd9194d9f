import { type Execution, executionIdOf, hasEnded } from '../../lambdas/domain/training/execution';
import type { PipelineExecutions } from '../../lambdas/ports/pipeline-executions';
import { WorkFoundProblems, WrongUse } from '../errors';

export interface ExecutionSource {
  readonly executions: Pick<PipelineExecutions, 'describe' | 'find' | 'newest'>;
  /** Ids of the workloads that are trained. */
  readonly workloads: readonly string[];
  /** The command, for messages. */
  readonly where: string;
}

const arnPattern = /^arn:[a-z-]+:sagemaker:[a-z0-9-]+:\d{12}:pipeline\/[^/]+\/execution\/[A-Za-z0-9]+$/;
const idPattern = /^[a-z0-9]{1,64}$/i;

/**
 * An execution by its id, ARN, or workload: of a workload, the only one under way.
 * @throws WrongUse for a text that is none of these, or when several are under way; WorkFoundProblems when there is none
 */
export async function requireExecution(asked: string, source: ExecutionSource): Promise<Execution> {
  if (source.workloads.includes(asked)) return onlyUnderWay(asked, source);
  if (arnPattern.test(asked) || idPattern.test(asked)) return named(asked, source);
  const known = source.workloads.join(', ');
  throw new WrongUse(
    `${source.where}: execution must be an id, an ARN or a workload (${known}), got ${JSON.stringify(asked)}; ids are in \`everloop status\``,
  );
}

async function named(asked: string, { executions, workloads, where }: ExecutionSource): Promise<Execution> {
  const found = arnPattern.test(asked)
    ? await executions.describe(asked)
    : (await Promise.all(workloads.map(workload => executions.find(workload, asked)))).find(one => one !== null);
  if (found) return found;
  throw new WorkFoundProblems(
    `${where}: execution must be one of a training pipeline, got ${asked}; ids are in \`everloop status\``,
  );
}

/** An execution by its id or ARN; of a workload, the one that began last. @throws as requireExecution */
export async function requireLatest(asked: string, source: ExecutionSource): Promise<Execution> {
  if (!source.workloads.includes(asked)) return requireExecution(asked, source);
  for await (const execution of source.executions.newest(asked)) return execution;
  throw new WorkFoundProblems(
    `${source.where}: an execution of ${asked} must exist, got none; start one by \`everloop train ${asked}\``,
  );
}

/** Executions end within days, and few run at a time: one under way is among the newest. */
const looked = 100;

/** Those of a workload that have not ended, newest first. */
export async function underWay(workload: string, executions: Pick<PipelineExecutions, 'newest'>): Promise<Execution[]> {
  const found: Execution[] = [];
  let seen = 0;
  for await (const execution of executions.newest(workload)) {
    if (!hasEnded(execution)) found.push(execution);
    seen += 1;
    if (seen === looked) break;
  }
  return found;
}

async function onlyUnderWay(workload: string, { executions, where }: ExecutionSource): Promise<Execution> {
  const found = await underWay(workload, executions);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (!only) {
    throw new WorkFoundProblems(
      `${where}: an execution of ${workload} must be under way, got none; see \`everloop trail ${workload}\``,
    );
  }
  const ids = found.map(({ arn, startedAt }) => `${executionIdOf(arn)} (since ${startedAt.toISOString()})`).join(', ');
  throw new WrongUse(
    `${where}: one execution of ${workload} must be under way, got ${found.length}: ${ids}; name one by its id`,
  );
}
