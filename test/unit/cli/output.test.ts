import { Output } from '../../../cli/output/output';
import { formatBytes, formatSeconds } from '../../../cli/output/quantities';
import { runSteps, type Step } from '../../../cli/output/steps';
import { table } from '../../../cli/output/table';

const signal = new AbortController().signal;

function recorder(settings = { json: false, quiet: false, colour: false }) {
  const printed = { stdout: '', stderr: '' };
  const streamOf = (name: 'stdout' | 'stderr') => ({
    write: (text: string | Uint8Array) => {
      printed[name] += text;
      return true;
    },
  });
  const output = new Output({ stdout: streamOf('stdout'), stderr: streamOf('stderr') });
  output.configure(settings);
  return { output, printed };
}

test('a stream of results is NDJSON with --json and lines without', () => {
  for (const [json, expected] of [
    [true, '{"a":1}\n{"a":2}\n'],
    [false, 'a=1\na=2\n'],
  ] as const) {
    const { output, printed } = recorder({ json, quiet: false, colour: false });
    for (const a of [1, 2]) output.line({ a }, () => `a=${a}`);
    expect(printed.stdout).toBe(expected);
  }
});

test('an empty text prints nothing', () => {
  const { output, printed } = recorder();
  output.result([], () => '');
  expect(printed.stdout).toBe('');
});

test('steps are plain lines with their time where nobody watches', async () => {
  const { output, printed } = recorder();
  const run: Step['run'] = async report => report('half of it');
  await output.steps(
    [
      { title: 'Upload', run },
      { title: 'Check', run },
    ],
    signal,
  );
  const lines = printed.stderr.replace(/\d+\.\d s/g, 'N s').split('\n');
  expect(lines).toEqual([
    ...['Upload ...', '  half of it', 'Upload: done in N s'],
    ...['Check ...', '  half of it', 'Check: done in N s', ''],
  ]);
});

test('plain progress is throttled', async () => {
  const notes: string[] = [];
  const run: Step['run'] = async report => {
    for (const number of [1, 2, 3]) report(String(number));
  };
  await runSteps([{ title: 'Count', run }], { interactive: false, note: text => notes.push(text), signal });
  expect(notes).toHaveLength(3);
});

test('plain progress says once what stays as it is, and again after half a minute', async () => {
  const notes: string[] = [];
  const run: Step['run'] = async report => {
    for (let second = 0; second < 60; second++) {
      report(second < 50 ? 'waiting' : 'nearly there');
      jest.advanceTimersByTime(1_000);
    }
  };
  jest.useFakeTimers();
  try {
    await runSteps([{ title: 'Wait', run }], { interactive: false, note: text => notes.push(text), signal });
  } finally {
    jest.useRealTimers();
  }
  expect(notes.slice(1, -1)).toEqual(['  waiting', '  waiting', '  nearly there']);
});

test('the first failing step ends the others', async () => {
  const fail = { title: 'Fail', run: () => Promise.reject(new Error('no')) };
  const never = { title: 'Never', run: () => Promise.reject(new Error('must not run')) };
  await expect(runSteps([fail, never], { interactive: false, note: () => undefined, signal })).rejects.toThrow('no');
});

test('no step starts after an interruption', async () => {
  const run = jest.fn();
  const aborted = { interactive: false, note: () => undefined, signal: AbortSignal.abort() };
  await expect(runSteps([{ title: 'Late', run }], aborted)).rejects.toThrow('aborted');
  expect(run).not.toHaveBeenCalled();
});

test('a table has aligned columns and no frame', () => {
  const text = table(
    recorder().output,
    ['name', 'count'],
    [
      ['a', 10],
      ['longer', 2],
    ],
  );
  expect(text).toBe('name    count\na       10\nlonger  2');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KB'],
  [200 * 1024 ** 2, '200 MB'],
  [3 * 1024 ** 5, '3072 TB'],
])('formats %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0 s'],
  [59.6, '1 min 0 s'],
  [3_723, '1 h 2 min'],
  [90_000, '1 d 1 h'],
])('formats %d seconds as %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
