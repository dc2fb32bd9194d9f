import type { StateChange } from '../cloud/events';
import { eventTimes } from '../events/event-times';
import type { Tag } from '../store/tags';
import type { Endpoint } from './endpoint';

/** InService is IN_SERVICE in events (EventBridge examples in the SageMaker developer guide). */
const eventStatus = (status: string) => status.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

export type EndpointEventType = 'SageMaker Endpoint State Change' | 'SageMaker Endpoint Deployment State Change';

/** The first type tells of a new status, the other of a step of a deployment. */
export function endpointEvent(
  endpoint: Endpoint,
  tags: readonly Tag[],
  detailType: EndpointEventType = 'SageMaker Endpoint State Change',
): StateChange {
  const detail = {
    ...endpoint,
    EndpointStatus: eventStatus(endpoint.EndpointStatus),
    Tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
  };
  return {
    detailType,
    arn: endpoint.EndpointArn,
    detail: eventTimes(detail),
    at: endpoint.LastModifiedTime,
  };
}
