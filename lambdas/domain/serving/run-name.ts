import { createHash } from 'node:crypto';
import { deployedName, type NameParts } from '../../contracts/resource-names';
import type { Stage } from '../../contracts/serving-settings';

export interface DeployRun extends NameParts {
  readonly stage: Stage;
  readonly version: number;
  /** Name of the state machine's execution. */
  readonly execution: string;
}

/** Eight hexadecimal digits, the same whenever the run is asked. */
export const runId = (execution: string): string => createHash('sha256').update(execution).digest('hex').slice(0, 8);

/** What a run of "Deploy model" names its model, configuration and alarms by. */
export const runName = ({ execution, ...parts }: DeployRun): string => deployedName({ ...parts, id: runId(execution) });
