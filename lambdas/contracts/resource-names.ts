import { type Stage, stages } from './serving-settings';

/**
 * Names that people type and events carry. Lower case: SageMaker writes the names of pipelines and groups so in ARNs.
 * A project has no hyphen, so a name can be taken apart again.
 */
export interface NameParts {
  readonly project: string;
  readonly environment: string;
  readonly workload: string;
}

/** SageMaker takes 63 characters for a model package group, more for a pipeline. */
const longest = 63;

/** The name of a workload's pipeline and of its model package group. @throws Error when SageMaker would not take it */
export function loopName({ project, environment, workload }: NameParts): string {
  const name = `${project}-${environment}-${workload}`.toLowerCase();
  if (name.length <= longest) return name;
  throw new Error(
    `resource names: project, environment and workload must be at most ${longest - 2} characters together, got ${name}; shorten one`,
  );
}

/** The name of a workload's endpoint in a stage. @throws Error when SageMaker would not take it */
export function endpointName({ stage, ...parts }: NameParts & { readonly stage: Stage }): string {
  const name = `${loopName(parts)}-${stage}`;
  if (name.length <= longest) return name;
  throw new Error(
    `resource names: project, environment and workload must be at most ${longest - stages[0].length - 3} characters together for an endpoint, got ${name}; shorten one`,
  );
}

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
