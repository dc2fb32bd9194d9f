import { type LoopMetric, loopMetrics } from '../../contracts/metrics';
import { releaseStages } from '../../contracts/release';
import type { TrailEvent } from './trail-event';

/** The metric that counts an event; null for one that no chart marks. */
export function loopMetricOf({ kind, subject, status }: TrailEvent): LoopMetric | null {
  if (kind === 'execution' && status === 'Executing') return loopMetrics.trainingStarted;
  if (kind === 'stage' && subject === releaseStages.verify && status === 'Succeeded') return loopMetrics.released;
  return null;
}
