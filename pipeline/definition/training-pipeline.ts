import type { ContainerTraining } from '../../lambdas/contracts/training-plan';
import { definitionVersion, type PipelineDefinition } from './definition';
import { fittingStep } from './training/fitting';
import { decideSteps, gateStep } from './training/judging';
import { trainingParameters } from './training/parameters';
import { evaluateStep, prepareStep } from './training/preparing';
import type { TrainingSite } from './training/site';
import { trackStep } from './training/tracking';

/**
 * How a workload becomes a version that waits for approval:
 *
 *   Prepare ─► Train (or tune) ─► Evaluate ─► Gate ─┬─► Passed? ─► Register
 *                                                   ├─► Declined? ─► Refused
 *                                                   └─► Track, where experiments are tracked
 *
 * Everything up to Evaluate is cached by its inputs and so knows nothing of who asked for it: correlation id, commit
 * and thresholds enter at the gate. The same plan and site give the same document, member for member.
 */
export function trainingPipeline(plan: ContainerTraining, site: TrainingSite): PipelineDefinition {
  const fitting = fittingStep(plan, site);
  return {
    Version: definitionVersion,
    Metadata: {},
    Parameters: trainingParameters(plan, site),
    Steps: [
      prepareStep(plan, site),
      fitting.step,
      evaluateStep(plan, site, fitting.modelUri),
      gateStep(plan, site, fitting),
      ...(site.tracking ? [trackStep(plan, { ...site, tracking: site.tracking }, fitting)] : []),
      ...decideSteps(plan, site, fitting),
    ],
  };
}
