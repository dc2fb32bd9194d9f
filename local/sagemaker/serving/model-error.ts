import { errorAnswer, type ServiceAnswer } from '../../service/answers';
import type { Endpoint } from './endpoint';

/** Sizes of ModelError's messages are not documented; this keeps the answer readable. */
const SHOWN_CHARACTERS = 1_000;

/** What a container answered instead of a prediction; status 0: nothing. */
export interface Fault {
  readonly status: number;
  readonly message: string;
}

/** What the container refused or failed to do, as ModelError (HTTP 424). */
export function modelError(
  { status, message: text }: Fault,
  { endpoint, variant }: { readonly endpoint: Endpoint; readonly variant: string },
): ServiceAnswer {
  const side = status >= 400 && status < 500 ? 'client' : 'server';
  const group = `/aws/sagemaker/Endpoints/${endpoint.EndpointName}`;
  const [, , , region, account] = endpoint.EndpointArn.split(':');
  const LogStreamArn = `arn:aws:logs:${region}:${account}:log-group:${group}`;
  const OriginalMessage = text.slice(0, SHOWN_CHARACTERS);
  const Message = `Received ${side} error (${status}) from primary with message "${OriginalMessage}". See ${group} in account ${account} for more information. (variant ${variant})`;
  const answer = errorAnswer('ModelError', Message, 424);
  const details = { Message, OriginalStatusCode: status, OriginalMessage, LogStreamArn };
  return { ...answer, body: JSON.stringify({ ...(JSON.parse(String(answer.body)) as object), ...details }) };
}
