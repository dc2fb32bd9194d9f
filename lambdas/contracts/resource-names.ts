import type { Stage } from './serving-settings';

/**
 * Names that people type and events carry. Lower case: SageMaker writes the names of pipelines and groups so in ARNs.
 * A project has no hyphen, so a name can be taken apart again.
 */
export interface NameParts {
  readonly project: string;
  readonly environment: string;
  readonly workload: string;
}

/** SageMaker takes 63 characters for groups, endpoints, models, configurations and transform jobs; more for a pipeline. */
const longest = 63;
/**
 * What is named by a loop only when it runs, at its longest: ids of runs have 8 digits; versions of a model and parts of
 * a backfill are given 5. Checked for every loop, or a stack would deploy whose first release fails.
 */
const longestEndings = ['-pre-production', '-live-v99999-01234567', '-transform-01234567-99999'];
const longestLoop = longest - Math.max(...longestEndings.map(({ length }) => length));

/**
 * The name of a workload's pipeline and of its model package group, and the begin of every other name.
 * @throws Error when SageMaker would not take one of them
 */
export function loopName({ project, environment, workload }: NameParts): string {
  const name = `${project}-${environment}-${workload}`.toLowerCase();
  if (name.length <= longestLoop) return name;
  throw new Error(
    `resource names: project, environment and workload must be at most ${longestLoop - 2} characters together, got ${name.length - 2} (${name}); shorten one`,
  );
}

/** The name of a workload's endpoint in a stage. @throws Error when SageMaker would not take it */
export const endpointName = ({ stage, ...parts }: NameParts & { readonly stage: Stage }): string =>
  `${loopName(parts)}-${stage}`;

/** What an endpoint's models, configurations and alarms are named by: `<loop>-<pre|live>-v<version>-<id>`. */
export const deployedName = (
  parts: NameParts & { readonly stage: Stage; readonly version: number; readonly id: string },
): string => `${deployedPrefix(parts)}v${parts.version}-${parts.id}`;

/** What the names of an endpoint's configurations begin with. */
export const deployedPrefix = ({ stage, ...parts }: NameParts & { readonly stage: Stage }): string =>
  `${loopName(parts)}-${stage === 'production' ? 'live' : 'pre'}-`;

/** What the models and jobs of a workload's backfills are named by: `<loop>-transform-<run>[-<part>]`. */
export const transformName = (parts: NameParts): string => `${loopName(parts)}-transform`;

/** The workload of a name of this environment; undefined for names that are not ours. */
export function workloadOfName(name: string, environment: string): string | undefined {
  const rest = name.slice(name.indexOf('-') + 1);
  const start = `${environment}-`;
  return name.includes('-') && rest.startsWith(start) && rest.length > start.length
    ? rest.slice(start.length)
    : undefined;
}
