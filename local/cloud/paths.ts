import path from 'node:path';

/** Where the laptop cloud keeps what it keeps. All absolute. */
export interface CloudPaths {
  /** The repository's root. */
  readonly root: string;
  /** State folder, `.everloop` in the repository unless EVERLOOP_STATE says otherwise. One cloud per folder. */
  readonly folder: string;
  /** Python packages; shared by all state folders of a checkout. EVERLOOP_VENV moves it. */
  readonly venv: string;
  readonly python: string;
  readonly requirements: string;
  readonly launcher: string;
  /** The emulator's state, one JSON file per service. */
  readonly state: string;
  /** Present while the emulator runs, and afterwards when it could not save all of its state. */
  readonly unsaved: string;
  /** S3 object bytes. */
  readonly objects: string;
  readonly logs: string;
  /** The emulator's TMPDIR: unpacked Lambda code. Emptied at each start. */
  readonly temporary: string;
  /** Image assets recorded by the CDK_DOCKER stand-in. */
  readonly images: string;
  /** MLflow's local store: a database and the files of runs. */
  readonly tracking: string;
  /** Present exactly while a cloud runs, or died without cleaning up. */
  readonly record: string;
  readonly lock: string;
  /** The port that the state was made on: queue URLs in it contain the port. */
  readonly port: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Resolves all paths from the environment; touches no file. */
export function cloudPaths(variables: Variables = process.env): CloudPaths {
  const root = path.resolve(__dirname, '..', '..');
  const folder = path.resolve(root, variables['EVERLOOP_STATE'] || '.everloop');
  const venv = path.resolve(root, variables['EVERLOOP_VENV'] || path.join('.everloop', 'venv'));
  const inFolder = (name: string) => path.join(folder, name);
  return {
    root,
    folder,
    venv,
    python: path.join(venv, 'bin', 'python'),
    requirements: path.join(root, 'local', 'requirements.txt'),
    launcher: path.join(root, 'local', 'ministack', 'launch.py'),
    state: inFolder('state'),
    unsaved: inFolder(path.join('state', 'unsaved')),
    objects: inFolder('objects'),
    logs: inFolder('logs'),
    temporary: inFolder('tmp'),
    images: inFolder('images'),
    tracking: inFolder('mlflow'),
    record: inFolder('cloud.json'),
    lock: inFolder('up.lock'),
    port: inFolder('port'),
  };
}
