import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { artifactFiles, globPattern } from '../../../local/codebuild/buildspec/artifact-files';
import { parseBuildspec } from '../../../local/codebuild/buildspec/parse-buildspec';
import { scratch } from './scratch';

describe('a buildspec', () => {
  it('is read with all that it says', () => {
    const spec = parseBuildspec(`
version: 0.2
env:
  shell: bash
  variables: {STAGE: dev, COUNT: 3}
  exported-variables: [VERSION]
phases:
  install:
    runtime-versions: {nodejs: 20}
    commands: [npm ci]
  build:
    on-failure: CONTINUE
    commands:
      - |
        if true; then
          echo yes
        fi
    finally: [echo done]
reports: {tests: {files: ['**/*']}}
artifacts:
  base-directory: out
  files: ['**/*']
  discard-paths: yes
  secondary-artifacts:
    Docs: {files: [docs/*]}
`);
    expect(spec).toMatchObject({
      shell: 'bash',
      variables: { STAGE: 'dev', COUNT: '3' },
      exportedVariables: ['VERSION'],
      phases: {
        install: { commands: ['npm ci'], onFailure: 'ABORT' },
        build: { commands: ['if true; then\n  echo yes\nfi\n'], finally: ['echo done'], onFailure: 'CONTINUE' },
      },
      artifacts: { baseDirectory: 'out', files: ['**/*'], discardPaths: true },
      secondaryArtifacts: { Docs: { files: ['docs/*'], discardPaths: false } },
      ignored: ['reports'],
    });
  });

  it('may be JSON, as CDK writes it', () => {
    const phases = { build: { commands: ['true'] } };
    expect(parseBuildspec(JSON.stringify({ version: '0.2', phases })).phases.build?.commands).toEqual(['true']);
  });

  it.each([
    ['no version', 'phases: {}', /version/],
    ['another version', 'version: 0.1\nphases: {}', /version must be 0\.2, got 0\.1/],
    ['no phases', 'version: 0.2', /phases/],
    ['an unknown phase', 'version: 0.2\nphases: {test: {commands: [x]}}', /phases/],
    ['a misspelt member of a phase', 'version: 0.2\nphases: {build: {command: [x]}}', /command/],
    ['commands that are no list', 'version: 0.2\nphases: {build: {commands: make}}', /phases\.build\.commands/],
    ['broken YAML', 'version: 0.2\nphases: {', /YAML_FILE_ERROR/],
    ['nothing at all', '', /version/],
  ])('is refused with %s', (_, text, reason) => {
    expect(() => parseBuildspec(text)).toThrow(reason);
  });
});

describe('a pattern of artifacts', () => {
  it.each([
    ['**/*', ['a', 'd/a', 'd/e/a.b'], []],
    ['*', ['a', '.a'], ['d/a']],
    ['d/**/*', ['d/a', 'd/e/a'], ['a', 'e/a']],
    ['d/*.js', ['d/a.js'], ['d/a.jsx', 'd/e/a.js', 'd/ajs']],
    ['./a?', ['ab'], ['a', 'abc', 'a/']],
    ['a(1)+[b]', ['a(1)+[b]'], ['a1b']],
  ])('%s', (glob, fits, fitsNot) => {
    expect(fits.filter(name => !globPattern(glob).test(name))).toEqual([]);
    expect(fitsNot.filter(name => globPattern(glob).test(name))).toEqual([]);
  });

  it('without a wildcard fits exactly itself', () => {
    const name = fc
      .string({ minLength: 1 })
      .filter(text => !/[*?\n\r\u2028\u2029]/.test(text) && !text.startsWith('./'));
    fc.assert(fc.property(name, name, (one, other) => globPattern(one).test(other) === (one === other)));
  });
});

it('artifacts are the files that fit, below the base folder, without those excluded', () => {
  const root = scratch();
  for (const file of ['out/a.js', 'out/d/b.js', 'out/d/b.map', 'c.js']) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), '');
  }
  const spec = { files: ['**/*'], excludePaths: ['**/*.map'], baseDirectory: 'out', discardPaths: false };
  expect(artifactFiles(root, spec).map(({ name }) => name)).toEqual(['a.js', 'd/b.js']);
  expect(artifactFiles(root, { ...spec, discardPaths: true }).map(({ name }) => name)).toEqual(['a.js', 'b.js']);
  expect(() => artifactFiles(root, { ...spec, files: ['none/*'] })).toThrow(/no matching artifact path found for none/);
  expect(() => artifactFiles(root, { ...spec, baseDirectory: 'x' })).toThrow(/no matching base directory found for x/);
});
