import fs from 'node:fs';
import path from 'node:path';
import { readLogFile } from '../../../cli/ingestion/log-file';
import { logGroups } from '../../../cli/ingestion/log-groups';
import { describeDetails, type LogEvent, parsedMessage, readLogLine } from '../../../cli/ingestion/log-line';
import { type LogSource, readLog } from '../../../cli/ingestion/log-source';
import { printable } from '../../../cli/ingestion/printable';
import { parseSince } from '../../../cli/ingestion/since';
import { deploymentOutputs } from '../../../lambdas/contracts/deployment-outputs';
import { temporaryFolder } from './temporary-folder';

it('has a name for the log of every function and workflow', () => {
  const logs = Object.values(deploymentOutputs).flatMap((names: readonly string[]) =>
    names.filter(name => name.endsWith('Logs')),
  );
  expect(Object.values(logGroups).sort()).toEqual(logs.sort());
});

describe('reading log lines', () => {
  it.each<[string, string | object, Partial<ReturnType<typeof readLogLine>>]>([
    [
      'our functions',
      { level: 'WARN', message: 'goes back', service: 'place', function_name: 'f', details: { key: 'a' }, extra: 1 },
      { level: 'warn', text: 'goes back', details: { key: 'a', extra: 1 }, isNoise: false },
    ],
    ['metrics', { _aws: {}, ItemsAccepted: 1 }, { isNoise: true }],
    [
      'Lambda, when all is well',
      { time: '', type: 'platform.report', record: { status: 'success' } },
      { level: 'info', isNoise: true },
    ],
    [
      'Lambda, after a time-out',
      { time: '', type: 'platform.report', record: { status: 'timeout' } },
      { level: 'error', isNoise: false },
    ],
    [
      'Step Functions',
      { id: '3', type: 'TaskFailed', execution_arn: 'arn', details: { error: 'E' } },
      { level: 'error', text: 'TaskFailed', details: { error: 'E', execution: 'arn' } },
    ],
    ['start of a call', 'START RequestId: 1 Version: $LATEST', { isNoise: true }],
    ['nothing', '', { isNoise: true }],
    ['a crash', 'Error: boom', { level: 'error', isNoise: false }],
    ['a time-out in words', '2026-01-01 1234 Task timed out after 60.00 seconds', { level: 'error' }],
    ['plain text', 'hello', { level: 'info', text: 'hello', isNoise: false }],
    ['half of a JSON text', '{"level":"ERR', { level: 'info', text: '{"level":"ERR' }],
  ])('understands %s', (_, message, expected) => {
    expect(readLogLine(typeof message === 'string' ? message : JSON.stringify(message))).toMatchObject(expected);
  });

  it('gives machines the parsed message, and people one line that cannot steer a terminal', () => {
    expect(parsedMessage('{"a":1}')).toEqual({ a: 1 });
    expect(parsedMessage('text')).toBe('text');
    expect(describeDetails({ key: 'a b', none: null, n: 1, loss: 0.123456789, list: ['x'] })).toBe(
      'key="a b" n=1 loss=0.123457 list=["x"]',
    );
    expect(printable('a\n\u001b[31mred\u202e')).toBe('a\\n\\u001b[31mred\\u202e');
    expect(printable('naïve 日本 👟')).toBe('naïve 日本 👟');
  });
});

const event = (timestampMs: number, message: string): LogEvent => ({ timestampMs, stream: 's', message });

/** A log that holds `looks[n]` at the n-th look, in pages of two; checks what is asked for. */
function sourceOf(looks: readonly (readonly LogEvent[])[]): LogSource & { readonly asked: number[] } {
  const asked: number[] = [];
  let look = -1;
  return {
    asked,
    async read({ fromMs, next }) {
      if (next === undefined) {
        look++;
        asked.push(fromMs);
      }
      const events = (looks[look] ?? []).filter(({ timestampMs }) => timestampMs >= fromMs);
      const start = Number(next ?? 0);
      return { events: events.slice(start, start + 2), next: start + 2 < events.length ? `${start + 2}` : undefined };
    },
  };
}

describe('following a log', () => {
  async function messagesOf(looks: readonly (readonly LogEvent[])[], follow: boolean) {
    const interruption = new AbortController();
    let sleeps = 0;
    const sleep = async () => {
      if (++sleeps < looks.length) return;
      interruption.abort();
      interruption.signal.throwIfAborted();
    };
    const source = sourceOf(looks);
    const messages: string[] = [];
    for await (const { message } of readLog(source, { fromMs: 1000, follow, signal: interruption.signal, sleep })) {
      messages.push(message);
    }
    return { messages, asked: source.asked };
  }

  it('reads all pages once without --follow', async () => {
    const log = [event(1000, 'a'), event(1000, 'b'), event(1001, 'c'), event(1002, 'd'), event(1002, 'e')];
    expect((await messagesOf([log, log], false)).messages).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('prints each event once, late ones too, and counts events that look the same', async () => {
    const first = [event(50_000, 'a'), event(50_000, 'same')];
    const second = [event(49_000, 'late'), ...first, event(50_000, 'same'), event(90_000, 'b')];
    const third = [event(90_000, 'b'), event(91_000, 'c')];
    const { messages, asked } = await messagesOf([first, second, third], true);
    expect(messages).toEqual(['a', 'same', 'late', 'same', 'b', 'c']);
    expect(asked).toEqual([1000, 35_000, 75_000]);
  });
});

describe('log files', () => {
  const folder = temporaryFolder({ 'emulator.log': 'one\ntwo\nthree\n' });
  const file = path.join(folder, 'emulator.log');

  it('begins with the last lines, then follows what is added and a file that is begun anew', async () => {
    const interruption = new AbortController();
    const changes = [
      () => fs.appendFileSync(file, 'fo'),
      () => fs.appendFileSync(file, 'ur\n'),
      () => fs.writeFileSync(file, 'new\n'),
      () => interruption.abort(),
    ];
    const sleep = async () => {
      changes.shift()?.();
      interruption.signal.throwIfAborted();
    };
    const lines: string[] = [];
    const { signal } = interruption;
    for await (const line of readLogFile(file, { lastLines: 2, follow: true, signal, sleep })) lines.push(line);
    expect(lines).toEqual(['two', 'three', 'four', 'new']);
  });

  it('fails with a remedy when there is none', async () => {
    const { signal } = new AbortController();
    const sleep = () => Promise.resolve();
    const lines = readLogFile(path.join(folder, 'nope.log'), { lastLines: 1, follow: false, signal, sleep });
    await expect(lines.next()).rejects.toThrow(/must exist, got none; start the laptop cloud/);
  });
});

describe('--since', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  it.each([
    ['90s', '2026-11-21T11:58:30.000Z'],
    ['10m', '2026-11-21T11:50:00.000Z'],
    ['2h', '2026-11-21T10:00:00.000Z'],
    ['7d', '2026-11-14T12:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20 08:30', '2026-11-20T08:30:00.000Z'],
    ['2026-11-20T08:30:00+02:00', '2026-11-20T06:30:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(parseSince(text, now).toISOString()).toBe(expected);
  });

  it.each(['', '10', 'm', '-1m', 'yesterday', '2026-13-40', '1.5h'])('fails for "%s"', text => {
    expect(() => parseSince(text, now)).toThrow('it must be like 90s');
  });
});
