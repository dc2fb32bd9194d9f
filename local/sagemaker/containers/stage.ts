import fs from 'node:fs';
import path from 'node:path';
import { assignmentsOf, commandOf, type Instruction, substitute, wordsOf } from './dockerfile';

/** What one stage of a Dockerfile has made of its base, on the host: files below `root`, and the image's settings. */
export interface Stage {
  readonly base: string;
  readonly root: string;
  readonly environment: Record<string, string>;
  readonly buildArguments: Record<string, string>;
  workdir: string;
  entrypoint: readonly string[];
  command: readonly string[];
  /** Host paths of files given to `pip install -r`. */
  readonly requirements: string[];
  /** Container paths of packages installed from source. */
  readonly packages: string[];
  /** What the laptop does otherwise than Docker would. */
  readonly notes: string[];
}

/** Where COPY takes files from: the build context, or another stage's root by name or number. */
export type Source = (from: string | undefined) => string | undefined;

const SILENT = new Set([
  'LABEL',
  'EXPOSE',
  'USER',
  'VOLUME',
  'STOPSIGNAL',
  'HEALTHCHECK',
  'MAINTAINER',
  'SHELL',
  'ONBUILD',
]);

/** Host path of a container path; relative ones lie in the working folder. */
export const inRoot = (stage: Pick<Stage, 'root' | 'workdir'>, containerPath: string): string =>
  path.join(stage.root, path.posix.resolve(stage.workdir, containerPath));

/**
 * Carries out one instruction.
 * @throws Error for a COPY of something that is not there, and for an instruction that Docker does not have
 */
export function carryOut(stage: Stage, { name, rest }: Instruction, source: Source): void {
  const variables = { ...stage.buildArguments, ...stage.environment };
  switch (name) {
    case 'ARG':
      for (const [variable, value] of assignmentsOf(rest))
        stage.buildArguments[variable] ??= substitute(value, variables);
      break;
    case 'ENV':
      for (const [variable, value] of assignmentsOf(rest)) stage.environment[variable] = substitute(value, variables);
      break;
    case 'WORKDIR':
      stage.workdir = path.posix.resolve(stage.workdir, substitute(rest, variables));
      fs.mkdirSync(inRoot(stage, '.'), { recursive: true });
      break;
    case 'COPY':
    case 'ADD':
      copy(stage, substitute(rest, variables), source);
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = commandOf(rest);
      stage.command = []; // as Docker: an entry point drops the command of before
      break;
    case 'CMD':
      stage.command = commandOf(rest);
      break;
    case 'RUN':
      run(stage, substitute(rest, variables), source);
      break;
    default:
      if (!SILENT.has(name)) throw new Error(`Dockerfile: an instruction must be one of Docker's, got ${name}`);
  }
}

function copy(stage: Stage, rest: string, source: Source): void {
  const words = wordsOf(rest);
  const options = words.filter(word => word.startsWith('--'));
  const paths = words.filter(word => !word.startsWith('--'));
  const from = options.find(option => option.startsWith('--from='))?.slice('--from='.length);
  const folder = source(from);
  if (folder === undefined) {
    stage.notes.push(`COPY --from=${from} was skipped: the laptop has no other images`);
    return;
  }
  const target = paths.at(-1) ?? '.';
  for (const name of paths.slice(0, -1)) place({ stage, folder, name, target, several: paths.length > 2 });
}

interface Placement {
  readonly stage: Stage;
  readonly folder: string;
  readonly name: string;
  readonly target: string;
  readonly several: boolean;
}

function place({ stage, folder, name, target, several }: Placement): void {
  const found = matches(folder, name);
  if (found.length === 0) throw new Error(`Dockerfile: COPY ${name} must exist in ${folder}, got nothing`);
  for (const file of found) {
    const to = inRoot(stage, target);
    const intoFolder =
      several || found.length > 1 || target.endsWith('/') || fs.statSync(to, { throwIfNoEntry: false })?.isDirectory();
    const isFile = fs.statSync(file).isFile();
    // The content of a folder is copied, not the folder.
    fs.cpSync(file, isFile && intoFolder ? path.join(to, path.basename(file)) : to, {
      recursive: true,
      dereference: true,
    });
  }
}

/** Files that a COPY source names; `*` and `?` match within one folder. */
function matches(folder: string, name: string): string[] {
  const whole = path.join(folder, path.posix.normalize(`/${name}`));
  if (!/[*?]/.test(path.basename(whole))) return fs.existsSync(whole) ? [whole] : [];
  const pattern = path
    .basename(whole)
    .replace(/[.+^$|()[\]{}\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const parent = path.dirname(whole);
  const names = fs.existsSync(parent) ? fs.readdirSync(parent) : [];
  return names.filter(one => new RegExp(`^${pattern}$`).test(one)).map(one => path.join(parent, one));
}

/** Of RUN only the installation of Python packages is carried out, later and in a venv. */
function run(stage: Stage, rest: string, source: Source): void {
  for (const mount of rest.match(/--mount=\S+/g) ?? []) bind(stage, mount, source);
  let understood = false;
  for (const command of rest.split(/&&|;|\n/)) {
    const words = wordsOf(command.replace(/--mount=\S+/g, ''));
    const install = words.indexOf('install');
    if (install < 0 || !words.slice(0, install).some(word => /^(uv|pip3?|.*\/pip3?)$/.test(word))) continue;
    understood = true;
    noteInstall(stage, words.slice(install + 1));
  }
  if (!understood) stage.notes.push(`RUN ${rest.replace(/\s+/g, ' ').slice(0, 80)} was not run`);
}

function bind(stage: Stage, mount: string, source: Source): void {
  const options = Object.fromEntries(
    mount
      .slice('--mount='.length)
      .split(',')
      .map(option => option.split('=')),
  );
  const target = options.target ?? options.dst;
  const folder = source(options.from);
  if (options.type !== 'bind' || !target || !folder) return;
  const from = path.join(folder, options.source ?? options.src ?? '.');
  if (fs.existsSync(from)) fs.cpSync(from, inRoot(stage, target), { recursive: true, dereference: true });
}

function noteInstall(stage: Stage, words: readonly string[]): void {
  words.forEach((word, at) => {
    const inline = /^--requirement=(.+)|^-r(.+)/.exec(word);
    const file = inline
      ? (inline[1] ?? inline[2])
      : word === '-r' || word === '--requirement'
        ? words[at + 1]
        : undefined;
    if (file) stage.requirements.push(inRoot(stage, file));
    else if (
      /^(\.|\.?\/\S*)$/.test(word) &&
      !/^(-r|--requirement|-c|--constraint|--prefix|--target|--python)$/.test(words[at - 1] ?? '')
    ) {
      stage.packages.push(path.posix.resolve(stage.workdir, word));
    }
  });
}
