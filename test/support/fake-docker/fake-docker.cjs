/**
 * Plays the `docker` command where there is no daemon: records each call in FAKE_DOCKER_FOLDER/calls.ndjson, and runs a
 * container's process on this machine, with /opt/ml, variables and published port as Docker would give them.
 * FAKE_DOCKER_FOLDER/down makes the daemon unreachable.
 */
'use strict';

const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const FOLDER = process.env.FAKE_DOCKER_FOLDER;
const inFolder = name => path.join(FOLDER, name);
/** Options of `docker run` and `docker build` without a value. */
const FLAGS = new Set(['--rm', '--quiet', '--all', '--force']);

function fail(words, code = 1) {
  process.stderr.write(`${words}\n`);
  process.exit(code);
}

/** Options by name, and from the first positional word on all that follows. */
function parse(words) {
  const options = {};
  let at = 0;
  for (; at < words.length && words[at].startsWith('-'); at++) {
    const name = words[at];
    options[name] = [...(options[name] ?? []), FLAGS.has(name) ? true : words[++at]];
  }
  return { options, positional: words.slice(at) };
}

const read = file => JSON.parse(fs.readFileSync(file, 'utf8'));
const containerFile = name => inFolder(`containers/${name}.json`);
const imageFile = id => inFolder(`images/${id.replace('sha256:', '')}.json`);

function build(words) {
  const { options, positional } = parse(words);
  const [dockerfile] = options['--file'];
  const text = fs.readFileSync(dockerfile, 'utf8');
  if (text.includes('RUN exit 1')) fail('ERROR: failed to solve: process "/bin/sh -c exit 1" did not complete');
  const id = `sha256:${crypto.createHash('sha256').update(text).digest('hex')}`;
  fs.writeFileSync(imageFile(id), JSON.stringify({ context: positional[0], text }));
  process.stdout.write(`${id}\n`);
}

/** Variables and the ENTRYPOINT of a Dockerfile as simple as the tiny container's; its WORKDIR is the context. */
function imageOf(id) {
  const { context, text } = read(imageFile(id));
  const entrypoint = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(text)[1]);
  const variables = [...text.matchAll(/^ENV (\w+)="(.*)"$/gm)].map(([, name, value]) => [name, value]);
  const toHost = word => word.replace('/opt/program', context).replace(/^python$/, 'python3');
  return { entrypoint: entrypoint.map(toHost), variables: Object.fromEntries(variables), context };
}

function variablesOf(options) {
  const [file] = options['--env-file'];
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const mode = (fs.statSync(file).mode & 0o777).toString(8);
  const given = lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  const named = (options['--env'] ?? []).map(name => [name, process.env[name]]);
  return { mode, variables: Object.fromEntries([...given, ...named]) };
}

function run(words) {
  const { options, positional } = parse(words);
  const [id, ...command] = positional;
  const [name] = options['--name'];
  const { mode, variables } = variablesOf(options);
  fs.appendFileSync(inFolder('runs.ndjson'), `${JSON.stringify({ name, mode, variables })}\n`);
  const image = imageOf(id);
  const [base] = options['--volume'][0].split(':');
  const published = options['--publish']?.[0].split(':');
  const entrypoint = options['--entrypoint'] ?? image.entrypoint;
  const [first, ...rest] = [...entrypoint, ...command].map(word => word.replace('/opt/ml', base));
  const child = spawn(first, rest, {
    cwd: image.context,
    env: {
      PATH: process.env.PATH,
      ...image.variables,
      ...variables,
      SAGEMAKER_BASE_DIR: base,
      ...(published && { SAGEMAKER_BIND_TO_PORT: published[1] }),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  fs.writeFileSync(containerFile(name), JSON.stringify({ pid: child.pid, label: options['--label'][0] }));
  child.once('error', error => fail(`docker: Error response from daemon: ${error.message}`, 127));
  child.once('exit', (code, signal) => {
    fs.rmSync(containerFile(name), { force: true });
    process.exit(code ?? (signal === 'SIGTERM' ? 143 : 137));
  });
}

function signal(name, kind) {
  if (!fs.existsSync(containerFile(name))) fail(`Error response from daemon: No such container: ${name}`);
  try {
    process.kill(-read(containerFile(name)).pid, kind);
  } catch {
    fs.rmSync(containerFile(name), { force: true });
  }
}

async function stop(words) {
  const { options, positional } = parse(words);
  const [name] = positional;
  signal(name, 'SIGTERM');
  const until = Date.now() + Number(options['-t'][0]) * 1000;
  while (fs.existsSync(containerFile(name)) && Date.now() < until) await new Promise(done => setTimeout(done, 20));
  if (fs.existsSync(containerFile(name))) signal(name, 'SIGKILL');
}

function ps(words) {
  const label = parse(words).options['--filter'][0].replace('label=', '');
  const names = fs.readdirSync(inFolder('containers')).map(file => file.replace(/\.json$/, ''));
  for (const name of names) if (read(containerFile(name)).label === label) process.stdout.write(`${name}\n`);
}

const COMMANDS = {
  version: () => process.stdout.write('27.0.0\n'),
  build,
  run,
  stop,
  kill: ([name]) => signal(name, 'SIGKILL'),
  ps,
  rm: words => {
    for (const name of parse(words).positional) {
      signal(name, 'SIGKILL');
      fs.rmSync(containerFile(name), { force: true });
    }
  },
};

for (const folder of ['images', 'containers']) fs.mkdirSync(inFolder(folder), { recursive: true });
const [command, ...words] = process.argv.slice(2);
fs.appendFileSync(inFolder('calls.ndjson'), `${JSON.stringify([command, ...words])}\n`);
if (fs.existsSync(inFolder('down'))) {
  fail('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?');
}
COMMANDS[command](words);
