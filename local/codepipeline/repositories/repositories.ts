import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOST_BYTES = 1 << 30;

/** A commit as a source action tells of it. */
export interface Commit {
  readonly id: string;
  readonly message: string;
  readonly authorDate: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly committerDate: string;
}

/** Bare git repositories below the state folder: they play CodeCommit's and those behind connections. */
export class Repositories {
  /** @param folder holds `<name>.git`, or `<owner>/<name>.git` of a connection */
  constructor(readonly folder: string) {}

  /** Folder of a repository; undefined when there is none. */
  find(name: string): string | undefined {
    if (!/^[\w.-]+(\/[\w.-]+)*$/.test(name) || name.split('/').includes('..')) return undefined;
    const found = path.join(this.folder, `${name}.git`);
    return fs.existsSync(found) ? found : undefined;
  }

  /** The commit that a branch, or an id, names; undefined when there is none. */
  async commit(repository: string, revision: string): Promise<Commit | undefined> {
    const format = ['%H', '%B', '%aI', '%an', '%ae', '%cI'].join('%x00');
    try {
      const shown = await this.git(repository, ['log', '-1', `--format=${format}`, '--end-of-options', revision]);
      const [id = '', message = '', authorDate = '', authorName = '', authorEmail = '', committerDate = ''] = shown
        .toString('utf8')
        .trim()
        .split('\0');
      return { id, message: message.trim(), authorDate, authorName, authorEmail, committerDate };
    } catch {
      return undefined;
    }
  }

  /** The files of a commit as a ZIP archive, with permissions and links. */
  archive(repository: string, commit: string): Promise<Buffer> {
    return this.git(repository, ['archive', '--format=zip', commit]);
  }

  /** Nothing of the user's own settings counts. */
  private async git(repository: string, parameters: readonly string[]): Promise<Buffer> {
    const { PATH = '/usr/bin:/bin' } = process.env;
    const env = { PATH, LANG: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    const options = { env, encoding: 'buffer', maxBuffer: MOST_BYTES } as const;
    const trusted = ['-c', `safe.directory=${repository}`];
    return (await run('git', [...trusted, '--git-dir', repository, ...parameters], options)).stdout;
  }
}
