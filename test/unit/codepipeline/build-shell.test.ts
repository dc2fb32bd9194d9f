import fs from 'node:fs';
import path from 'node:path';
import { BuildShell } from '../../../local/codebuild/run/build-shell';
import { scratch } from './scratch';

function shell(kind: 'sh' | 'bash' = 'sh') {
  const folder = scratch();
  const lines: string[] = [];
  const environment = { PATH: process.env['PATH'] ?? '', GIVEN: 'yes' };
  const made = new BuildShell({
    ...{ shell: kind, folder, environment },
    temporary: path.join(folder, 'shell'),
    onLine: line => lines.push(line),
  });
  return { folder, lines, made };
}

describe.each(['sh', 'bash'] as const)('in %s', kind => {
  test('commands share folder, variables and functions, and see no input', async () => {
    const { made, lines, folder } = shell(kind);
    expect(await made.run('mkdir d && cd d\nX=1; f() { echo "f $X $GIVEN"; }')).toBe(0);
    expect(await made.run('pwd; f; cat')).toBe(0);
    expect(lines).toEqual([path.join(fs.realpathSync(folder), 'd'), 'f 1 yes']);
    made.kill();
  });

  test('each command tells its exit status, whatever it printed', async () => {
    const { made, lines } = shell(kind);
    expect(await made.run('printf "no line end"; false')).toBe(1);
    expect(await made.run('(exit 42)')).toBe(42);
    expect(await made.run('nosuchcommand')).toBe(127);
    expect(await made.run('echo err >&2')).toBe(0);
    expect(lines).toEqual(['no line end', expect.stringContaining('nosuchcommand'), 'err']);
    made.kill();
  });

  test('a command that redirects all output is heard of all the same', async () => {
    const { made } = shell(kind);
    expect(await made.run('exec >/dev/null 2>&1; echo x')).toBe(0);
    expect(await made.run('true')).toBe(0);
    made.kill();
  });
});

test('a command that ends the shell gives its status', async () => {
  const { made } = shell();
  expect(await made.run('exit 3')).toBe(3);
  expect(made.isRunning).toBe(false);
});

test('a kill ends all that it started', async () => {
  const { made, folder } = shell();
  const file = path.join(folder, 'pid');
  const running = made.run(`sleep 60 & echo $! > ${file}; wait`);
  while (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') === '')
    await new Promise(resolve => setTimeout(resolve, 20));
  made.kill();
  expect(await running).toBe(137);
  const pid = Number(fs.readFileSync(file, 'utf8'));
  const isGone = () => {
    try {
      return /^\d+ \([^)]*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return true;
    }
  };
  while (!isGone()) await new Promise(resolve => setTimeout(resolve, 20));
});
