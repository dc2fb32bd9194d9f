import { type GateVerdict, trainingSteps } from '../../lambdas/contracts/gate-call';
import { executionIdOf, hasEnded } from '../../lambdas/domain/training/execution';
import { WorkFoundProblems } from '../errors';
import { printable } from '../ingestion/printable';
import type { Step } from '../output/steps';
import { type ExecutionView, type ExecutionWatch, stepOf } from './execution-watch';

/** What people see of a pipeline, in its order; conditions are how it works inside. */
const shown = [
  { name: trainingSteps.prepare, title: 'Prepare: check every picture, make arrays and baselines' },
  { name: trainingSteps.train, title: 'Train' },
  { name: trainingSteps.evaluate, title: 'Evaluate on the golden set' },
  { name: trainingSteps.gate, title: 'Gate: floors and champion' },
  { name: trainingSteps.register, title: 'Register' },
] as const;

export const executionStepTitles: readonly string[] = shown.map(({ title }) => title);

/** One step of output for each step of the pipeline, which ends with it. */
export const executionSteps = (watch: () => ExecutionWatch, where: string): Step[] =>
  shown.map(({ name, title }) => ({
    title,
    run: async report => {
      const view = await watch().until(seen => {
        const step = stepOf(seen, name);
        return step !== undefined && hasEnded(step);
      });
      report(outcomeOf(view, name, where));
    },
  }));

/** @throws WorkFoundProblems when the step failed, or was not reached because of an earlier one */
function outcomeOf(view: ExecutionView, name: string, where: string): string {
  const step = stepOf(view, name);
  if (step?.status === 'Succeeded') return step.isCached ? 'unchanged: the result of an earlier execution' : 'done';
  if (name === trainingSteps.register && verdictOf(view) === 'known' && view.execution.status === 'Succeeded') {
    return 'this model is registered already';
  }
  throw new WorkFoundProblems(failureOf(view, where));
}

export const verdictOf = (view: ExecutionView): GateVerdict | undefined =>
  stepOf(view, trainingSteps.gate)?.answers['verdict'] as GateVerdict | undefined;

/** Why an execution did not end well, and what to do about it. */
export function failureOf(view: ExecutionView, where: string): string {
  const { execution } = view;
  if (verdictOf(view) === 'refused') {
    const { reasons = '', cardUri = '' } = stepOf(view, trainingSteps.gate)?.answers ?? {};
    return `${where}: candidate must pass the gate, got ${printable(reasons)}; its card: ${cardUri}`;
  }
  if (execution.status === 'Stopped') {
    return `${where}: execution must run to its end, got Stopped by somebody; start it again`;
  }
  const failed = view.steps.find(({ status }) => status === 'Failed');
  const what = failed ? `step ${failed.name}` : 'execution';
  const reason = failed?.failureReason ?? execution.failureReason ?? execution.status;
  const remedy = failed?.job ? `read \`everloop logs ${failed.job}\`` : `see \`everloop trail\``;
  return `${where}: ${what} of ${executionIdOf(execution.arn)} must succeed, got ${printable(reason)}; ${remedy}`;
}
