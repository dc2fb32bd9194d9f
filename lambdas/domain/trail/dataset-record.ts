import { type DatasetManifest, exampleSources } from '../../contracts/dataset-manifest';
import { loopMoments } from '../../contracts/loop-events';
import type { LoopRequest } from './request';
import type { TrailEvent } from './trail-event';

/** What a training uses; one a correlation id, at the moment of its request: a start that is repeated draws the same. */
export const datasetRecord = (
  { workload, correlationId, at }: Pick<LoopRequest, 'workload' | 'correlationId' | 'at'>,
  { id, items }: Pick<DatasetManifest, 'id' | 'items'>,
): TrailEvent => ({
  workload,
  id: `dataset-${correlationId}`,
  time: at.toISOString(),
  kind: 'dataset',
  subject: id,
  status: loopMoments.drawn,
  correlationId,
  why: wordsOf(items),
});

/** `120 examples, 20 of feedback, 12 held out of the drifted window`. */
function wordsOf(items: DatasetManifest['items']): string {
  const feedback = items.filter(({ source }) => source === exampleSources.feedback).length;
  const heldOut = items.filter(({ split }) => split === 'drift').length;
  const golden = items.filter(({ split }) => split === 'golden').length;
  return [
    `${items.length} examples`,
    ...(feedback > 0 ? [`${feedback} of feedback`] : []),
    ...(heldOut > 0 ? [`${heldOut} held out of the drifted window`] : []),
    ...(golden > 0 ? [`${golden} golden`] : []),
  ].join(', ');
}
