import { type DatasetManifest, exampleSources } from '../../contracts/dataset-manifest';
import type { DriftWindow } from '../../contracts/drift-window';
import { loopMoments } from '../../contracts/loop-events';
import type { LoopRequest } from './request';
import type { TrailEvent } from './trail-event';

/** What a training uses; one a correlation id, at the moment of its request: a start that is repeated draws the same. */
export const datasetRecord = (
  {
    workload,
    correlationId,
    executionArn,
    at,
    drift,
  }: Pick<LoopRequest, 'workload' | 'correlationId' | 'executionArn' | 'at'> & { drift?: DriftWindow | undefined },
  { id, items }: Pick<DatasetManifest, 'id' | 'items'>,
): TrailEvent => ({
  workload,
  id: `dataset-${correlationId}`,
  time: at.toISOString(),
  kind: 'dataset',
  subject: id,
  status: loopMoments.drawn,
  correlationId,
  executionId: executionArn?.split('/').at(-1) ?? '',
  why: wordsOf(items, drift),
});

/** `120 examples, 20 of feedback, 12 held out of the drifted window`. */
function wordsOf(items: DatasetManifest['items'], drift: DriftWindow | undefined): string {
  const feedback = items.filter(({ source }) => source === exampleSources.feedback).length;
  const heldOut = items.filter(({ split }) => split === 'drift').length;
  const golden = items.filter(({ split }) => split === 'golden').length;
  return [
    `${items.length} examples`,
    ...(feedback > 0 ? [`${feedback} of feedback`] : []),
    ...(heldOut > 0 ? [`${heldOut} held out of ${drift ? `${drift.from} to ${drift.to}` : 'the drifted window'}`] : []),
    ...(golden > 0 ? [`${golden} golden`] : []),
  ].join(', ');
}
