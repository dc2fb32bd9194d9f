import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseDockerfile, substitute } from './dockerfile';
import type { RecordedImage } from './recorded-image';
import { carryOut, inRoot, type Source, type Stage } from './stage';

/** An image unpacked on the host: what Docker would build, as far as a Python process needs it. */
export interface ContainerImage {
  /** Host folder that holds what the Dockerfile copied, by container path. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Container path. */
  readonly workdir: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** Host paths of the locked dependency files. */
  readonly requirements: readonly string[];
  /** Container paths of packages installed from source: they go to PYTHONPATH. */
  readonly packages: readonly string[];
  readonly notes: readonly string[];
}

/** Changes when the Dockerfile, its arguments or any file of the context changes. */
export function fingerprint(image: RecordedImage): string {
  const hash = createHash('sha256').update(JSON.stringify([image, fs.readFileSync(image.dockerfile, 'utf8')]));
  for (const entry of fs.readdirSync(image.context, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const { size, mtimeMs } = fs.statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 24);
}

function build(image: RecordedImage, folder: string): Stage {
  const stages = new Map<string, Stage>();
  const given = Object.fromEntries((image.buildArguments ?? []).map(one => one.split(/=(.*)/s).slice(0, 2)));
  const global: Record<string, string> = { ...given };
  let current: Stage | undefined;
  for (const instruction of parseDockerfile(fs.readFileSync(image.dockerfile, 'utf8'))) {
    if (instruction.name === 'FROM') {
      if (image.target && current && stages.get(image.target.toLowerCase()) === current) break;
      const [base = '', , name] = substitute(instruction.rest.replace(/--platform=\S+/g, ''), global)
        .trim()
        .split(/\s+/);
      current = newStage({
        root: path.join(folder, String(stages.size)),
        base,
        given,
        parent: stages.get(base.toLowerCase()),
      });
      stages.set(String(stages.size), current);
      if (name) stages.set(name.toLowerCase(), current);
    } else if (current) {
      const source: Source = from => (from === undefined ? image.context : stages.get(from.toLowerCase())?.root);
      carryOut(current, instruction, source);
    } else if (instruction.name === 'ARG') {
      const [name = '', value = ''] = instruction.rest.split(/=(.*)/s);
      global[name] ??= value;
    }
  }
  if (!current) throw new Error(`${image.dockerfile}: a Dockerfile must have a FROM, got none`);
  return current;
}

interface NewStage {
  readonly root: string;
  readonly base: string;
  readonly given: Readonly<Record<string, string>>;
  readonly parent: Stage | undefined;
}

function newStage({ root, base, given, parent }: NewStage): Stage {
  fs.mkdirSync(root, { recursive: true });
  if (parent) fs.cpSync(parent.root, root, { recursive: true });
  return {
    base: parent?.base ?? base,
    root,
    environment: { ...parent?.environment },
    buildArguments: { ...given },
    workdir: parent?.workdir ?? '/',
    entrypoint: parent?.entrypoint ?? [],
    command: parent?.command ?? [],
    requirements: (parent?.requirements ?? []).map(file => path.join(root, path.relative(parent?.root ?? root, file))),
    packages: [...(parent?.packages ?? [])],
    notes: [...(parent?.notes ?? [])],
  };
}

const SETTINGS = 'image.json';

/**
 * Unpacks a recorded image below `folder`, once per content.
 * @throws Error when its sources are gone or its Dockerfile can't be followed
 */
export function unpackImage(image: RecordedImage, folder: string): ContainerImage {
  if (!fs.existsSync(image.dockerfile)) {
    throw new Error(`image ${image.reference}: its sources must be at ${image.context}, got nothing; deploy again`);
  }
  const target = path.join(folder, fingerprint(image));
  const settings = path.join(target, SETTINGS);
  if (fs.existsSync(settings)) return JSON.parse(fs.readFileSync(settings, 'utf8')) as ContainerImage;
  fs.rmSync(target, { recursive: true, force: true });
  const { root, environment, workdir, entrypoint, command, requirements, packages, notes } = build(image, target);
  fs.mkdirSync(inRoot({ root, workdir }, '.'), { recursive: true });
  const made: ContainerImage = { root, environment, workdir, entrypoint, command, requirements, packages, notes };
  fs.writeFileSync(settings, JSON.stringify(made));
  return made;
}
