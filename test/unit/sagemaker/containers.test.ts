import fs from 'node:fs';
import path from 'node:path';
import { unpackImage } from '../../../local/sagemaker/containers/container-image';
import { commandOf, parseDockerfile, substitute } from '../../../local/sagemaker/containers/dockerfile';
import { contractPath, toHostPaths } from '../../../local/sagemaker/containers/host-paths';
import { findRecordedImage } from '../../../local/sagemaker/containers/recorded-image';
import { temporaryFolder } from './temporary-folder';

const { folder, remove } = temporaryFolder();
afterAll(remove);

function context(name: string, files: Readonly<Record<string, string>>) {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  return { reference: `${name}:1`, context: root, dockerfile: path.join(root, 'Dockerfile') };
}

const unpack = (image: Parameters<typeof unpackImage>[0]) => unpackImage(image, path.join(folder, 'images'));

test('joins continued lines, drops comments in between, keeps here-documents together', () => {
  const text = ['# syntax=x', 'FROM a \\', '# why', '  AS b', 'RUN <<EOF', 'echo FROM', 'EOF', 'CMD x'].join('\n');
  expect(parseDockerfile(text).map(({ name }) => name)).toEqual(['FROM', 'RUN', 'CMD']);
  expect(parseDockerfile(text)[0]?.rest).toBe('a    AS b');
});

test.each([
  ['["python", "-m", "x"]', ['python', '-m', 'x']],
  ['python -m x', ['/bin/sh', '-c', 'python -m x']],
])('command %s', (rest, words) => expect(commandOf(rest)).toEqual(words));

test.each([
  ['$A/${B:-b}', '1/b'],
  ['${A:+yes}${B:+no}', 'yes'],
  ['\\$A', '$A'],
])('puts variables into %s', (text, expected) => expect(substitute(text, { A: '1' })).toBe(expected));

test('an image has what its Dockerfile copied, and its settings', () => {
  const image = unpack(
    context('plain', {
      Dockerfile: [
        'ARG VERSION=3.11',
        'FROM python:${VERSION}-slim',
        'ARG HOME_FOLDER=/opt/program',
        'ENV PYTHONPATH=$HOME_FOLDER GREETING="hello world"',
        'WORKDIR $HOME_FOLDER',
        'COPY requirements.lock /tmp/',
        'RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock && rm -rf /root/.cache',
        'COPY code ./code',
        'COPY *.py ./',
        'RUN apt-get update',
        'CMD ["old"]',
        'ENTRYPOINT ["python", "-m", "code"]',
      ].join('\n'),
      'requirements.lock': 'a==1',
      'code/main.py': 'x',
      'a.py': 'a',
      'b.py': 'b',
    }),
  );
  expect(image).toMatchObject({
    environment: { PYTHONPATH: '/opt/program', GREETING: 'hello world' },
    workdir: '/opt/program',
    entrypoint: ['python', '-m', 'code'],
    command: [],
    requirements: [path.join(image.root, 'tmp/requirements.lock')],
    notes: ['RUN apt-get update was not run'],
  });
  const files = ['opt/program/code/main.py', 'opt/program/a.py', 'opt/program/b.py', 'tmp/requirements.lock'];
  expect(files.filter(file => fs.existsSync(path.join(image.root, file)))).toEqual(files);
});

test('stages build on each other and copy from each other; unknown images are skipped with a note', () => {
  const image = unpack(
    context('stages', {
      Dockerfile: [
        'FROM python:3.11 AS base',
        'COPY one.txt /opt/one.txt',
        'FROM base AS final',
        'COPY --from=base /opt/one.txt /opt/two.txt',
        'COPY --from=ghcr.io/uv:1 /uv /bin/uv',
        'RUN --mount=type=bind,source=lock.txt,target=/tmp/lock.txt uv pip install --system -r /tmp/lock.txt',
        'ENTRYPOINT ["serve"]',
        'FROM scratch',
      ].join('\n'),
      'one.txt': '1',
      'lock.txt': '',
    }),
  );
  expect(fs.readdirSync(image.root)).toEqual([]); // the last stage, without --target
  const final = unpack({ ...context('stages', {}), target: 'final' });
  expect(fs.readdirSync(path.join(final.root, 'opt'))).toEqual(['one.txt', 'two.txt']);
  expect(final.requirements).toEqual([path.join(final.root, 'tmp/lock.txt')]);
  expect(final.notes).toEqual(['COPY --from=ghcr.io/uv:1 was skipped: the laptop has no other images']);
});

test('build arguments win over defaults', () => {
  const sources = context('arguments', { Dockerfile: 'FROM a\nARG LEVEL=low\nENV LEVEL=$LEVEL\nCMD ["x"]' });
  expect(unpack({ ...sources, buildArguments: ['LEVEL=high'] }).environment).toEqual({ LEVEL: 'high' });
});

test('an image whose sources changed is unpacked anew; an unchanged one is not', () => {
  const sources = context('changing', { Dockerfile: 'FROM a\nCOPY a.txt /a.txt', 'a.txt': 'first' });
  const first = unpack(sources);
  expect(unpack(sources).root).toBe(first.root);
  fs.writeFileSync(path.join(sources.context, 'a.txt'), 'second!');
  expect(fs.readFileSync(path.join(unpack(sources).root, 'a.txt'), 'utf8')).toBe('second!');
});

test.each([
  ['a COPY of nothing', 'FROM a\nCOPY nothing /x', /COPY nothing must exist/],
  ['an instruction that Docker lacks', 'FROM a\nCOPPY a b', /got COPPY/],
  ['no FROM', 'CMD x', /must have a FROM/],
])('fails on %s', (_, Dockerfile, message) => {
  expect(() => unpack(context(`bad-${Dockerfile.length}`, { Dockerfile }))).toThrow(message);
});

test('fails with a remedy when the sources are gone', () => {
  const gone = { reference: 'gone:1', context: '/nowhere', dockerfile: '/nowhere/Dockerfile' };
  expect(() => unpack(gone)).toThrow(/image gone:1.*got nothing; deploy again/);
});

test('finds an image by tag, by digest, and as latest', () => {
  const images = path.join(folder, 'records');
  fs.mkdirSync(images, { recursive: true });
  const put = (reference: string, digest: string) =>
    fs.writeFileSync(path.join(images, `${encodeURIComponent(reference)}.json`), JSON.stringify({ reference, digest }));
  put('1.dkr/x:a', 'sha256:aa');
  put('1.dkr/x:latest', 'sha256:bb');
  expect(findRecordedImage(images, '1.dkr/x:a')?.reference).toBe('1.dkr/x:a');
  expect(findRecordedImage(images, '1.dkr/x@sha256:aa')?.reference).toBe('1.dkr/x:a');
  expect(findRecordedImage(images, '1.dkr/x')?.reference).toBe('1.dkr/x:latest');
  expect(findRecordedImage(images, '1.dkr/y@sha256:aa')).toBeUndefined();
  expect(findRecordedImage(images, '1.dkr/x:b')).toBeUndefined();
});

test('paths of the contract and of the image become paths of the host; others and URIs stay', () => {
  const root = path.join(folder, 'rootfs');
  fs.mkdirSync(path.join(root, 'opt/program'), { recursive: true });
  const host = (text: string) => toHostPaths(text, { base: '/runs/1', root });
  expect(host('/opt/ml/input/data/train')).toBe('/runs/1/input/data/train');
  expect(host('--in=/opt/ml/processing:/opt/ml')).toBe('--in=/runs/1/processing:/runs/1');
  expect(host('/opt/program/train.py')).toBe(`${root}/opt/program/train.py`);
  expect(host('s3://bucket/opt/ml/x')).toBe('s3://bucket/opt/ml/x');
  expect(host('/mlops/x /usr/bin/env a/opt/ml')).toBe('/mlops/x /usr/bin/env a/opt/ml');
  fs.mkdirSync(path.join(root, 'usr/bin'), { recursive: true });
  expect(host('/usr/bin/env /usr/bin/made-later')).toBe(`/usr/bin/env ${root}/usr/bin/made-later`);
  expect(contractPath('/opt/mlops', '/runs/1')).toBeUndefined();
  expect(contractPath('/opt/ml/../../etc/passwd', '/runs/1')).toBe('/runs/1/etc/passwd');
});
