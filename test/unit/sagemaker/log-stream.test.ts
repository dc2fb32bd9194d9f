import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogStream } from '../../../local/sagemaker/cloud/log-stream';

/** CloudWatch Logs that answers once it is let go. */
async function slowLogs() {
  const messages: string[] = [];
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>(resolve => {
    letGo = resolve;
  });
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await gate;
    const { logEvents = [] } = JSON.parse(Buffer.concat(chunks).toString());
    messages.push(...logEvents.map(({ message }: { message: string }) => message));
    response.setHeader('content-type', 'application/x-amz-json-1.1').end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, messages, letGo, server };
}

test('a job that floods its log costs bounded memory; what was left out is told', async () => {
  const { endpoint, messages, letGo, server } = await slowLogs();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  const logs = new LogStream(settings, { group: 'g', stream: 's' }, reason => messages.push(`refused: ${reason}`));
  const line = 'x'.repeat(1_000);
  for (let at = 0; at < 50_000; at++) logs.write(line);
  letGo();
  await logs.close();
  server.closeAllConnections();
  server.close();
  const kept = messages.filter(message => message === line).length;
  expect(kept).toBeGreaterThan(30_000);
  expect(kept).toBeLessThan(32_000);
  expect(messages.at(-1)).toBe(
    `[laptop cloud] ${50_000 - kept} lines were left out: the job printed faster than they could be kept`,
  );
});
