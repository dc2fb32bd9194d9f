import http from 'node:http';

export interface ContainerAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface ContainerRequest {
  /** Base URL of the server. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
}

/** The container has the request and did not answer in time. */
export class ContainerTimeout extends Error {
  override readonly name = 'ContainerTimeout';
}

const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 64 });

/**
 * POST /invocations over a kept connection. A kept connection that the container closed at the same moment is replaced
 * once: nothing of the request was read then.
 * @throws ContainerTimeout, or the socket's error when the container does not answer
 */
export async function askContainer(request: ContainerRequest): Promise<ContainerAnswer> {
  try {
    return await send(request);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return send(request);
  }
}

class StaleConnection extends Error {
  override readonly name = 'StaleConnection';
}

function send({ url, headers, body, timeoutMs }: ContainerRequest): Promise<ContainerAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': body.byteLength } };
    const sent = http.request(`${url}/invocations`, options, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.once('error', fail);
      answer.once('end', () => {
        clearTimeout(timer);
        const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: new Uint8Array(whole) });
      });
    });
    const timer = setTimeout(() => sent.destroy(new ContainerTimeout(`no answer within ${timeoutMs} ms`)), timeoutMs);
    function fail(error: NodeJS.ErrnoException): void {
      clearTimeout(timer);
      const stale = sent.reusedSocket && error.code === 'ECONNRESET';
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    }
    sent.once('error', fail);
    sent.end(body);
  });
}
