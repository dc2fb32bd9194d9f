import type { Hosting, Rollout, ServingSettings } from '../../lambdas/contracts/serving-settings';
import { hostingOf, rolloutOf, type ServingPlace } from './serving-plans-of';

/** A combination that AWS would refuse in the middle of a release. */
export interface ServingProblem {
  readonly path: readonly string[];
  /** In words that follow the key's name. */
  readonly message: string;
  readonly input: unknown;
}

interface Configured {
  readonly environments: Readonly<Record<string, ServingPlace>>;
  readonly workloads: Readonly<Record<string, object>>;
}

const keyOf = { 'pre-production': 'preProduction', production: 'production' } as const;

/** Every combination of serving settings that SageMaker does not take, in any environment of a configuration. */
export function servingProblems({ environments, workloads }: Configured): readonly ServingProblem[] {
  return Object.entries(workloads).flatMap(([id, settings]) => {
    const serving = (settings as { readonly serving?: ServingSettings }).serving;
    if (!serving) return [];
    const networked = Object.values(environments).some(({ network }) => network !== undefined);
    return (['pre-production', 'production'] as const).flatMap(stage => {
      // Left out, the kind of hosting follows the environment; the rollout must fit wherever it is used.
      const hosting = hostingOf(serving, networked ? { network: {} } : {})[stage];
      const at = (...keys: string[]) => ['workloads', id, 'serving', keyOf[stage], ...keys];
      return [
        ...hostingProblems(hosting, networked).map(({ key, message }) => ({
          path: at('hosting', ...key),
          message,
          input: serving,
        })),
        ...rolloutProblems(hosting, rolloutOf(serving)[stage]).map(({ key, message }) => ({
          path: at('rollout', ...key),
          message,
          input: serving,
        })),
      ];
    });
  });
}

interface Found {
  readonly key: readonly string[];
  readonly message: string;
}

/** Burstable types report no load that Application Auto Scaling could follow. */
const burstable = /^ml\.t\d/;

function hostingProblems(hosting: Hosting, networked: boolean): Found[] {
  if (hosting.kind === 'serverless') {
    const message = 'must be provisioned where an environment names a network: serverless joins no VPC';
    return networked ? [{ key: ['kind'], message }] : [];
  }
  if (hosting.kind === 'async' || hosting.maxInstances === undefined) return [];
  const { instances, maxInstances, instanceType } = hosting;
  if (maxInstances < instances)
    return [{ key: ['maxInstances'], message: `must be at least instances (${instances})` }];
  const scales = maxInstances > instances;
  const message = 'must be no burstable type (ml.t…) with maxInstances above instances: those do not scale';
  return scales && burstable.test(instanceType) ? [{ key: ['instanceType'], message }] : [];
}

/** SageMaker shifts at most half of a fleet at first; with one machine there is no half. */
function rolloutProblems(hosting: Hosting, rollout: Rollout): Found[] {
  if (rollout.kind === 'replace') return [];
  if (hosting.kind === 'serverless') {
    return [{ key: ['kind'], message: 'must be replace: guardrails take provisioned and async endpoints only' }];
  }
  if (rollout.kind === 'all-at-once') return [];
  const half = Math.floor(hosting.instances / 2);
  if (half < 1)
    return [
      { key: ['kind'], message: `must be all-at-once with fewer than 2 instances: ${rollout.kind} shifts a part` },
    ];
  const message = `must be at most half of the fleet (${half} of ${hosting.instances} instances)`;
  return rollout.instances > half ? [{ key: ['instances'], message }] : [];
}
