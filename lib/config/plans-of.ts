import type { ApprovalPolicies } from '../../lambdas/contracts/approval-policy';
import type { PredictionPlans } from '../../lambdas/contracts/prediction-plan';
import type { TrainingPlan } from '../../lambdas/contracts/training-plan';
import type { DatasetPlans } from '../../lambdas/contracts/training-start';
import { workloads } from '../workloads';
import type { Config } from './schema';

export type TrainingPlans = Readonly<Record<string, TrainingPlan>>;

/** How each workload is trained, with the configuration's settings and every default filled in. */
export function plansOf(config: Pick<Config, 'workloads'>): TrainingPlans {
  const settings: Readonly<Record<string, unknown>> = config.workloads;
  return Object.fromEntries(workloads.map(({ id, training }) => [id, training(settings[id] as never)]));
}

/** How data sets are drawn, of the workloads that are trained. */
export const datasetPlansOf = (plans: TrainingPlans): DatasetPlans =>
  Object.fromEntries(
    Object.entries(plans).flatMap(([id, plan]) =>
      plan.kind === 'container' ? [[id, { classes: [...plan.classes], policy: plan.dataset }]] : [],
    ),
  );

/** Who approves versions, of the workloads that are trained. */
export const approvalPoliciesOf = (plans: TrainingPlans): ApprovalPolicies =>
  Object.fromEntries(
    Object.entries(plans).flatMap(([id, plan]) => (plan.kind === 'container' ? [[id, plan.approval]] : [])),
  );

/** What happens to unlabelled input of each workload, with the configuration's settings and every default filled in. */
export function predictionPlansOf(config: Pick<Config, 'workloads'>): PredictionPlans {
  const settings: Readonly<Record<string, unknown>> = config.workloads;
  return Object.fromEntries(workloads.map(({ id, predictions }) => [id, predictions(settings[id] as never)]));
}
