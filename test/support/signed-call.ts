import { createHash, createHmac } from 'node:crypto';

/** Access key and secret; a session token makes it a role's session. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** One call of an AWS API: `form` for the Query protocol, `target` + `json` for JSON 1.x, or a bare REST request. */
export interface Call {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly target?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The account root of the laptop cloud, whose signature is not checked. */
export const ROOT: Signer = { accessKeyId: 'test', secretAccessKey: 'test' };

const REGION = 'us-east-1';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Signs with Signature Version 4 and sends; for the services whose SDK client is not a dependency. */
export async function signedCall(signer: Signer, call: Call): Promise<Answer> {
  const endpoint = new URL(process.env['EVERLOOP_TEST_ENDPOINT'] ?? '');
  const body = call.form
    ? new URLSearchParams(call.form).toString()
    : call.json === undefined
      ? ''
      : JSON.stringify(call.json);
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    'content-type': call.form ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.1',
    host: endpoint.host,
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': stamp,
    ...(signer.sessionToken ? { 'x-amz-security-token': signer.sessionToken } : {}),
    ...(call.target ? { 'x-amz-target': call.target } : {}),
  };
  const method = call.method ?? 'POST';
  const path = call.path ?? '/';
  const authorization = authorizationOf(signer, { call, method, path, headers, bodyHash: sha256(body), stamp });
  const { host: _host, ...sent } = headers;
  const response = await fetch(new URL(path, endpoint), {
    method,
    headers: { ...sent, authorization },
    ...(method === 'GET' ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

interface Signed {
  readonly call: Call;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyHash: string;
  readonly stamp: string;
}

function authorizationOf(signer: Signer, { call, method, path, headers, bodyHash, stamp }: Signed): string {
  const names = Object.keys(headers).sort();
  const listed = names.map(name => `${name}:${headers[name]}\n`).join('');
  const [route = '/', query = ''] = path.split('?');
  const encoded = route
    .split('/')
    .map(part => encodeURIComponent(part))
    .join('/');
  const canonical = [method, encoded, query, listed, names.join(';'), bodyHash].join('\n');
  const scope = `${stamp.slice(0, 8)}/${REGION}/${call.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = [REGION, call.service, 'aws4_request'].reduce<Buffer>(
    hmac,
    hmac(`AWS4${signer.secretAccessKey}`, stamp.slice(0, 8)),
  );
  const signature = hmac(key, text).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${signer.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}
