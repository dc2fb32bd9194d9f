import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BrokenEnvironment } from '../../local/cloud/errors';

export interface RunCdkOptions {
  readonly root: string;
  readonly parameters: readonly string[];
  /** The whole environment of the CDK process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Called with each line that says how far it is. */
  readonly onProgress?: (progress: string) => void;
}

/** `Stack-Name |  9/15 | 12:06:03 PM | CREATE_COMPLETE | AWS::S3::Bucket | Buckets/Intake (…)` */
const progressLine = /^(\S+) \|\s*(\d+(?:\/\d+)?) \|[^|]+\| (\w+)\s*\| (\S+)\s*\| (\S+)/;
/** Lines kept for the message of a failure. */
const linesKept = 200;

/**
 * Runs the pinned CDK CLI and reports what it does.
 * @returns the lines it printed
 * @throws BrokenEnvironment with the CLI's own error lines when it fails
 */
export async function runCdk(options: RunCdkOptions): Promise<readonly string[]> {
  const lines: string[] = [];
  const code = await run(options, line => {
    lines.push(line);
    if (lines.length > linesKept) lines.shift();
    const match = progressLine.exec(line);
    if (match) options.onProgress?.(describeEvent(match));
  });
  options.signal.throwIfAborted();
  if (code === 0) return lines;
  throw new BrokenEnvironment({
    where: `cdk ${options.parameters[0]}`,
    rule: 'the CDK CLI must succeed',
    got: `exit ${code}:\n${errorsOf(lines).join('\n')}\n`,
    remedy: 'mend what it says; `everloop doctor` checks this machine',
  });
}

const verbs: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'creating',
  CREATE_COMPLETE: 'created',
  UPDATE_IN_PROGRESS: 'updating',
  UPDATE_COMPLETE: 'updated',
  DELETE_IN_PROGRESS: 'deleting',
  DELETE_COMPLETE: 'deleted',
};

/** `Stack-Name: created Buckets/Intake (9/15)`; CloudFormation's own word for a status that is none of the usual. */
function describeEvent([, stack, count = '', status = '', , resource]: RegExpExecArray): string {
  const done = count.includes('/') ? ` (${count})` : '';
  return `${stack}: ${verbs[status] ?? status} ${resource}${done}`;
}

function run(options: RunCdkOptions, onLine: (line: string) => void): Promise<number | null> {
  const cli = path.join(options.root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const child = spawn(process.execPath, [cli, ...options.parameters], {
    cwd: options.root,
    env: { ...options.environment, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // CloudFormation goes on by itself; the CLI only watches, so ending it loses nothing.
  const stop = () => child.kill('SIGTERM');
  options.signal.addEventListener('abort', stop, { once: true });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => {
      options.signal.removeEventListener('abort', stop);
      resolve(code);
    });
  });
}

/** Libraries' own source lines can be 100 KB long; the reasons are short. */
function errorsOf(lines: readonly string[]): readonly string[] {
  const short = lines.filter(line => line.trim() !== '' && line.length < 500 && !/^\s+at /.test(line));
  const telling = short.filter(line => /error|fail|must|denied|«|ROLLBACK/i.test(line));
  return (telling.length > 0 ? telling : short).slice(-12).map(line => `  ${line.trim()}`);
}

/** Whether sharp for the functions of an account is there; `npm run vendor` brings it. */
export const isVendored = (root: string, platformName: string): boolean =>
  existsSync(path.join(root, 'dist', 'vendor', platformName, 'node_modules', 'sharp', 'package.json'));
