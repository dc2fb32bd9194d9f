import type { Hosting, Rollout, ServingPlan, ServingSettings } from '../../lambdas/contracts/serving-settings';
import { hostingSchema } from '../../lambdas/contracts/serving-settings';
import type { TrainedWorkload } from './trained-workloads';

/** What of an environment decides about endpoints. */
export interface ServingPlace {
  /** Its traffic stays in a VPC, which serverless endpoints can't join. */
  readonly network?: object | undefined;
  readonly serving?: { readonly fleets: 'scaled' | 'fixed' };
}

const byKind = (kind: Hosting['kind']): Hosting => hostingSchema.parse({ kind });

/** Serverless costs nothing while nobody asks; production answers without a cold start. */
export function hostingOf({ preProduction, production }: ServingSettings, { network }: ServingPlace) {
  return {
    'pre-production': preProduction.hosting ?? byKind(network ? 'provisioned' : 'serverless'),
    production: production.hosting ?? byKind('provisioned'),
  } as const;
}

/** Guardrails where there is something to guard, unless settings say otherwise. */
export function rolloutOf(settings: ServingSettings): Readonly<Record<'pre-production' | 'production', Rollout>> {
  return {
    'pre-production': settings.preProduction.rollout ?? { kind: 'replace' },
    production: settings.production.rollout ?? {
      kind: settings.production.hosting?.kind === 'serverless' ? 'replace' : 'all-at-once',
    },
  };
}

/** How every trained workload is served in an environment, with every default decided. */
export const servingPlansOf = (
  workloads: readonly TrainedWorkload[],
  place: ServingPlace,
): Readonly<Record<string, ServingPlan>> =>
  Object.fromEntries(workloads.map(({ id, plan }) => [id, servingPlanOf(plan.classes, plan.serving.settings, place)]));

function withoutGrowth(hosting: Hosting): Hosting {
  if (hosting.kind !== 'provisioned') return hosting;
  const { maxInstances: _, ...fixed } = hosting;
  return fixed;
}

function servingPlanOf(classes: readonly string[], settings: ServingSettings, place: ServingPlace): ServingPlan {
  const hosting = hostingOf(settings, place);
  const sized = (of: Hosting): Hosting => (place.serving?.fleets === 'fixed' ? withoutGrowth(of) : of);
  const rollout = rolloutOf(settings);
  const { guardrails, test } = settings;
  return {
    classes: [...classes],
    guardrails,
    test,
    stages: {
      'pre-production': { hosting: sized(hosting['pre-production']), rollout: rollout['pre-production'] },
      production: { hosting: sized(hosting.production), rollout: rollout.production },
    },
  };
}
