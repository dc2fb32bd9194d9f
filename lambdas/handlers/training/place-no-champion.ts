import { type ResourceAnswer, resourceRequestSchema } from '../../contracts/custom-resource';
import { noChampionKey } from '../../contracts/training-parameters';
import type { ObjectStore } from '../../ports/object-store';
import type { ResourceAnswers } from '../../ports/resource-answers';

export interface PlaceEffects {
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly answers: ResourceAnswers;
  readonly modelsBucket: string;
}

const text = 'There is no champion yet: the first model of a workload is compared with floors only.\n';

/**
 * Custom resource of a deployment: puts the object that stands for a champion where there is none, since the input of a
 * job must hold an object. Always answers CloudFormation, which would wait for an hour; deleting leaves the object.
 */
export function createPlaceNoChampion({ objects, answers, modelsBucket }: PlaceEffects) {
  return async (event: unknown): Promise<void> => {
    const { RequestType, ResponseURL, ...request } = resourceRequestSchema.parse(event);
    const answer = { ...request, PhysicalResourceId: request.PhysicalResourceId ?? noChampionKey };
    const send = (Status: ResourceAnswer['Status'], Reason: string) =>
      answers.send(ResponseURL, { ...answer, Status, Reason });
    try {
      const object = { bytes: new TextEncoder().encode(text), contentType: 'text/plain; charset=utf-8' };
      if (RequestType !== 'Delete') await objects.put({ bucket: modelsBucket, key: noChampionKey }, object);
    } catch (error) {
      return send('FAILED', `no champion: ${(error as Error).message}`);
    }
    return send('SUCCESS', '');
  };
}
