import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findMlflow, mlflowPaths, mlflowVersion } from '../../../cli/tracking/find-mlflow';
import { openManaged } from '../../../cli/tracking/open-managed';
import { serveMlflow } from '../../../cli/tracking/serve-mlflow';
import { cloudPaths } from '../../../local/cloud/paths';
import { freePort } from '../../../local/cloud/ports';
import { answers, waitUntil } from '../../../local/cloud/waiting';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mlflow-test-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const paths = () => cloudPaths({ EVERLOOP_STATE: folder, EVERLOOP_VENV: path.join(folder, 'venv') });

/** Stands in for the full package: notes how it was called, and answers on its port as MLflow does. */
function fakeMlflow(behaviour: 'serves' | 'fails' = 'serves'): string {
  const file = path.join(folder, 'mlflow');
  const serve = `
    const words = process.argv.slice(2);
    require('node:fs').writeFileSync(${JSON.stringify(path.join(folder, 'called'))}, words.join(' '));
    require('node:http').createServer((_, answer) => answer.end('OK'))
      .listen(Number(words[words.indexOf('--port') + 1]), words[words.indexOf('--host') + 1]);`;
  const body = behaviour === 'serves' ? serve : "console.error('No module named flask'); process.exit(3);";
  fs.writeFileSync(file, `#!${process.execPath}\n${body}\n`, { mode: 0o755 });
  return file;
}

const serve = async (command: string) =>
  serveMlflow({
    command,
    port: await freePort(),
    folder: path.join(folder, 'store'),
    signal: new AbortController().signal,
  });

describe('where the full package is looked for', () => {
  it('takes the first one on PATH', () => {
    const file = fakeMlflow();
    expect(findMlflow(paths(), `/nowhere${path.delimiter}${folder}`)).toBe(file);
  });

  it('takes the one that --install made before any on PATH, once it is whole', () => {
    const { venv, requirements } = mlflowPaths(paths());
    fs.mkdirSync(path.join(venv, 'bin'), { recursive: true });
    for (const name of ['mlflow', 'python']) fs.writeFileSync(path.join(venv, 'bin', name), '');
    const file = fakeMlflow();
    expect(findMlflow(paths(), folder)).toBe(file);
    const hash = require('node:crypto').createHash('sha256').update(fs.readFileSync(requirements)).digest('hex');
    fs.writeFileSync(path.join(venv, 'everloop-requirements.sha256'), hash);
    expect(findMlflow(paths(), folder)).toBe(path.join(venv, 'bin', 'mlflow'));
  });

  it('fails where there is none, and says how to get one', () => {
    expect(() => findMlflow(paths(), folder)).toThrow(
      /^everloop mlflow: the full mlflow package must be installed, got none on PATH; run `everloop mlflow --install`/,
    );
  });

  it('is of the version that writes the runs', () => {
    const { requirements, root } = paths();
    for (const lock of [
      mlflowPaths(paths()).requirements,
      path.join(root, 'pipeline/container/requirements-track.txt'),
    ]) {
      expect(fs.readFileSync(lock, 'utf8')).toMatch(new RegExp(`^mlflow(-skinny)?==${mlflowVersion} `, 'm'));
    }
    expect(requirements).not.toBe(mlflowPaths(paths()).requirements);
  });
});

describe('the page', () => {
  it('is served on 127.0.0.1 from the local store, and ends when it is stopped', async () => {
    const server = await serve(fakeMlflow());
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await answers(`${server.url}/health`, 2_000)).toBe(true);
    const called = fs.readFileSync(path.join(folder, 'called'), 'utf8');
    expect(called).toContain('server --host 127.0.0.1 --port');
    expect(called).toContain(`--backend-store-uri sqlite:///${folder}/store/mlflow.db`);
    await server.stop();
    expect(await answers(`${server.url}/health`, 2_000)).toBe(false);
  });

  it('fails with its last words when it ends at once', async () => {
    await expect(serve(fakeMlflow('fails'))).rejects.toThrow(
      /got exit status 3: No module named flask; install the full/,
    );
  });

  it('ends when the command that opened it is killed', async () => {
    const file = path.join(folder, 'opener.cjs');
    const source = path.join(__dirname, '../../../cli/tracking/serve-mlflow.ts');
    const port = await freePort();
    const given = JSON.stringify({ command: fakeMlflow(), port, folder });
    fs.writeFileSync(
      file,
      `require(${JSON.stringify(require.resolve('tsx/cjs'))});
      const { serveMlflow } = require(${JSON.stringify(source)});
      serveMlflow({ ...${given}, signal: new AbortController().signal }).then(() => setInterval(() => undefined, 1000));`,
    );
    const opener = require('node:child_process').spawn(process.execPath, [file], { stdio: 'inherit' });
    const url = `http://127.0.0.1:${port}/health`;
    expect(await waitUntil(() => answers(url, 1_000), { withinMs: 20_000 })).toBe(true);
    opener.kill('SIGKILL');
    expect(await waitUntil(async () => !(await answers(url, 1_000)), { withinMs: 10_000 })).toBe(true);
  }, 40_000);
});

it.each([
  ['mlflow-tracking-server/shop', /tracking-server-url --tracking-server-name shop --region eu-central-1$/],
  ['mlflow-app/app-1', /mlflow-app-url --arn arn:\S+ --region eu-central-1$/],
])('opens a managed store %s by the AWS CLI', (resource, expected) => {
  expect(openManaged(`arn:aws:sagemaker:eu-central-1:111122223333:${resource}`)).toMatch(expected);
});
