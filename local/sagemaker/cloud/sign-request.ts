import { createHash, createHmac } from 'node:crypto';
import type { ClientSettings } from './settings';

/** A POST of the JSON protocol. */
export interface JsonCall {
  readonly service: string;
  /** `<API>.<operation>`. */
  readonly target: string;
  readonly body: string;
  readonly at: Date;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Headers of the call, signed with Signature Version 4 (AWS General Reference, "Create a signed request"). */
export function signedHeaders(
  { endpoint, region, credentials }: ClientSettings,
  { service, target, body, at }: JsonCall,
): Record<string, string> {
  const stamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host: new URL(endpoint).host,
    'x-amz-date': stamp,
    'x-amz-target': target,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const listed = names.map(name => `${name}:${headers[name]}\n`).join('');
  const canonical = ['POST', '/', '', listed, names.join(';'), sha256(body)].join('\n');
  const scope = [stamp.slice(0, 8), region, service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', stamp, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  const credential = `Credential=${credentials.accessKeyId}/${scope.join('/')}`;
  const { host: _, ...sent } = headers;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...sent, authorization };
}
