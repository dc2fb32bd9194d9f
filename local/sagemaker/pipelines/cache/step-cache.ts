import type { StepRecord } from '../executions/execution';
import type { Executions } from '../executions/executions';
import { before } from './duration';

export interface CacheConfig {
  readonly Enabled: boolean;
  readonly ExpireAfter?: string;
}

/** Steps that ran and succeeded, by cache key; the last of each. What was itself taken from the cache is no source. */
export class StepCache {
  private readonly byKey = new Map<string, StepRecord>();

  constructor(private readonly executions: Pick<Executions, 'allSteps' | 'step'>) {
    for (const step of executions.allSteps()) this.add(step);
  }

  add(step: StepRecord): void {
    const { CacheKey, CacheHitResult, SelectiveExecutionResult, StepStatus } = step;
    if (!CacheKey || CacheHitResult || SelectiveExecutionResult || StepStatus !== 'Succeeded') return;
    const known = this.byKey.get(CacheKey);
    if (!known || (known.EndTime ?? 0) <= (step.EndTime ?? 0)) this.byKey.set(CacheKey, step);
  }

  /** @param now epoch seconds */
  find(key: string, { Enabled, ExpireAfter }: CacheConfig, now: number): StepRecord | undefined {
    const found = Enabled ? this.byKey.get(key) : undefined;
    if (!found || !this.executions.step(found.PipelineExecutionArn, found.StepName)) return undefined;
    const oldest = ExpireAfter === undefined ? 0 : before(now, ExpireAfter);
    return (found.EndTime ?? 0) >= oldest ? found : undefined;
  }
}
