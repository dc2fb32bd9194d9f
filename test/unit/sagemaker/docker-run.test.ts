import type { ContainerRequest } from '../../../local/sagemaker/containers/container';
import {
  environmentOf,
  type Machine,
  runParameters,
  splitEnvironment,
} from '../../../local/sagemaker/containers/docker-run';

const linux: Machine = { platform: 'linux', user: '1000:1000' };
const mac: Machine = { platform: 'darwin', user: undefined };
const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret-word', sessionToken: 'token-word' };
const request: ContainerRequest = {
  image: 'photos:1',
  base: '/state/runs/training-a',
  command: ['train'],
  environment: { WHERE: '/opt/ml/input' },
  credentials,
  isolated: false,
};
const run = {
  name: 'everloop-a',
  image: 'sha256:1',
  platform: 'linux/amd64',
  label: 'everloop.state=/state',
  environmentFile: '/state/runs/a.env',
  trackingFolder: '/state/mlflow',
  fromClient: ['TEXT'],
};
const cloud = { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1' };

test('a job is run once, as us, with its base at /opt/ml and its variables in a file', () => {
  expect(runParameters(request, run, linux).join(' ')).toBe(
    'run --rm --name everloop-a --label everloop.state=/state --platform linux/amd64 --user 1000:1000 --network host --volume /state/runs/training-a:/opt/ml --env-file /state/runs/a.env --volume /state/mlflow:/opt/everloop/tracking --env TEXT sha256:1 train',
  );
});

test('an entry point of several words replaces that of the image', () => {
  const words = runParameters({ ...request, entrypoint: ['python', '-m', 'x'], command: ['y'] }, run, mac);
  expect(words.slice(-6)).toEqual(['--entrypoint', 'python', 'sha256:1', '-m', 'x', 'y']);
});

test.each<[string, Partial<ContainerRequest>, Machine, string]>([
  ['an isolated job', { isolated: true }, linux, '--network none'],
  ['an isolated job on a Mac', { isolated: true }, mac, '--network none'],
  ['a job on Linux', {}, linux, '--network host'],
  ['a server', { port: 4321 }, linux, '--publish 127.0.0.1:4321:8080 --add-host host.docker.internal:host-gateway'],
])('%s has the network that it may have', (_, change, machine, expected) => {
  expect(runParameters({ ...request, ...change }, run, machine).join(' ')).toContain(` ${expected} --volume`);
});

test('a job on a Mac has a network of its own', () => {
  expect(runParameters(request, run, mac)).not.toContain('--network');
});

test.each<[string, Partial<ContainerRequest>, Machine, string | undefined]>([
  ['shares the network with this machine', {}, linux, 'http://127.0.0.1:4566'],
  ['has a network of its own', {}, mac, 'http://host.docker.internal:4566'],
  ['has no credentials', { credentials: undefined }, linux, undefined],
])('the endpoint of a job that %s', (_, change, machine, expected) => {
  expect(environmentOf({ ...request, ...change }, cloud, machine)['AWS_ENDPOINT_URL']).toBe(expected);
});

test('paths stay those of the container, and a server listens on port 8080', () => {
  expect(environmentOf({ ...request, port: 4321 }, cloud, linux)).toMatchObject({
    WHERE: '/opt/ml/input',
    SAGEMAKER_BIND_TO_PORT: '8080',
    AWS_SECRET_ACCESS_KEY: 'secret-word',
  });
});

test('no credential is a word of the command', () => {
  const words = runParameters(request, run, linux).join(' ');
  expect(words).not.toMatch(/secret-word|token-word|AKIA/);
});

test('a variable of several lines goes beside the file', () => {
  expect(splitEnvironment({ A: '1=2', TEXT: 'a\nb', EMPTY: '' })).toEqual({
    file: 'A=1=2\nEMPTY=\n',
    fromClient: { TEXT: 'a\nb' },
  });
});
