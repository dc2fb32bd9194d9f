import { setTimeout } from 'node:timers/promises';
import { startTimeOf } from '../../../local/cloud/processes';
import { HostProcess } from '../../../local/sagemaker/containers/host-process';

function start(script: string) {
  const lines: string[] = [];
  let wake: () => void = () => undefined;
  const first = new Promise<void>(resolve => {
    wake = resolve;
  });
  const command = { command: 'sh', parameters: ['-c', script], environment: { PATH: process.env['PATH'] ?? '' } };
  const made = new HostProcess({ ...command, folder: '/', notes: [] }, line => {
    lines.push(line);
    wake();
  });
  return { process: made, lines, first };
}

test('a container that does not hear SIGTERM is killed after the time that it was granted', async () => {
  const { process, first } = start("trap '' TERM; echo deaf; while :; do sleep 0.05; done");
  await first;
  const asked = performance.now();
  process.stop(0.3);
  expect(await process.ended).toMatchObject({ exitCode: undefined, signal: 'SIGKILL' });
  expect(performance.now() - asked).toBeGreaterThan(250);
});

test('what the main process started ends with it', async () => {
  const { process, lines, first } = start('sleep 60 & echo $!; exit 3');
  await first;
  expect(await process.ended).toMatchObject({ exitCode: 3 });
  // A killed process closes its pipes a moment before it is gone.
  const deadline = performance.now() + 5000;
  while (startTimeOf(Number(lines[0])) !== undefined && performance.now() < deadline) await setTimeout(10);
  expect(startTimeOf(Number(lines[0]))).toBeUndefined();
});

test('a command that is not there is told, not thrown', async () => {
  const nothing = { command: 'no-such-command', parameters: [], environment: {}, folder: '/', notes: [] };
  const { error, exitCode } = await new HostProcess(nothing, () => undefined).ended;
  expect([error?.message, exitCode]).toEqual([expect.stringContaining('ENOENT'), undefined]);
});
