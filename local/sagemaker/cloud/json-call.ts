import { ServiceError } from '../../service/api/service-error';
import type { ClientSettings } from './settings';
import { signedHeaders } from './sign-request';

type Fields = Readonly<Record<string, unknown>>;

/** An operation of a service that speaks the JSON protocol. */
export interface JsonOperation {
  /** Name that the signature is for. */
  readonly service: string;
  /** `<API>.<operation>`. */
  readonly target: string;
  readonly request: Fields;
}

/**
 * Calls an operation through the one endpoint; for services whose SDK client is no dependency.
 * @throws ServiceError as it was answered
 */
export async function jsonCall(settings: ClientSettings, { service, target, request }: JsonOperation): Promise<Fields> {
  const body = JSON.stringify(request);
  const headers = signedHeaders(settings, { service, target, body, at: new Date() });
  const response = await fetch(settings.endpoint, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.ok) return text === '' ? {} : JSON.parse(text);
  throw errorOf(text, response.status);
}

/** Errors are `{__type: <prefix>#<code>, message}` in the JSON protocol. */
function errorOf(text: string, status: number): ServiceError {
  let answer: { __type?: string; message?: string; Message?: string } = {};
  try {
    answer = JSON.parse(text);
  } catch {}
  const code = answer.__type?.split('#').at(-1) ?? 'InternalFailure';
  return new ServiceError(code, answer.message ?? answer.Message ?? text.slice(0, 500), status);
}
