import type { StateChange } from '../cloud/events';
import { eventTimes } from '../events/event-times';
import type { Tag } from '../store/tags';
import type { Endpoint } from './endpoint';

/** InService is IN_SERVICE in events (EventBridge examples in the SageMaker developer guide). */
const eventStatus = (status: string) => status.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

export function endpointEvent(endpoint: Endpoint, tags: readonly Tag[]): StateChange {
  const detail = {
    ...endpoint,
    EndpointStatus: eventStatus(endpoint.EndpointStatus),
    Tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
  };
  return {
    detailType: 'SageMaker Endpoint State Change',
    arn: endpoint.EndpointArn,
    detail: eventTimes(detail),
    at: endpoint.LastModifiedTime,
  };
}
