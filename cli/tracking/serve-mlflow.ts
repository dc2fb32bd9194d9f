import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { HOST } from '../../local/cloud/ports';
import { signalProcess } from '../../local/cloud/processes';
import { answers, waitUntil } from '../../local/cloud/waiting';
import { WorkFoundProblems } from '../errors';

export interface MlflowServer {
  readonly url: string;
  /** Ends when the server does. */
  readonly ended: Promise<number | null>;
  /** Ends the server and all that it started. */
  stop(): Promise<void>;
}

export interface ServeMlflow {
  /** The executable. */
  readonly command: string;
  readonly port: number;
  /** Of the local experiment store. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** MLflow imports for some seconds, and on a new store makes its tables. */
const READY_MS = 120_000;
const STOP_MS = 10_000;

/**
 * Runs a command in a process group of its own that ends with us, even by kill -9: we hold the other end of its
 * standard input, and when that closes the group gets a SIGTERM.
 */
const supervised = `
exec 3<&0
"$@" </dev/null &
child=$!
{ cat <&3 >/dev/null; kill -TERM 0; } &
wait $child
code=$?
trap '' TERM
kill -TERM 0
exit $code`;

/** Serves the page of the local store on 127.0.0.1. @throws WorkFoundProblems when it ends instead of answering */
export async function serveMlflow({ command, port, folder, signal }: ServeMlflow): Promise<MlflowServer> {
  fs.mkdirSync(folder, { recursive: true });
  const store = ['--backend-store-uri', `sqlite:///${path.join(folder, 'mlflow.db')}`];
  const words = [command, 'server', '--host', HOST, '--port', String(port), '--workers', '1', ...store];
  const child = spawn('/bin/sh', ['-c', supervised, 'everloop-mlflow', ...words], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  });
  const printed = lastLines(child);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const server = { url: `http://${HOST}:${port}`, ended, stop: () => stop(child) };
  try {
    const isReady = () => answers(`${server.url}/health`, 2_000);
    const ready = await waitUntil(async () => child.exitCode !== null || (await isReady()), {
      withinMs: READY_MS,
      signal,
    });
    if (ready && child.exitCode === null) return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
  const got = child.exitCode === null ? 'no answer in two minutes' : `exit status ${child.exitCode}`;
  await server.stop();
  const remedy = 'install the full package by `everloop mlflow --install`';
  throw new WorkFoundProblems(`everloop mlflow: ${command} must serve its page, got ${got}: ${printed()}; ${remedy}`);
}

function lastLines(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-2_000);
    });
  }
  return () => text.trim().split('\n').slice(-2).join(' / ');
}

async function stop(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  child.stdin?.destroy();
  signalProcess(-pid, 'SIGTERM');
  const isGone = () => !signalProcess(-pid, 0 as never);
  if (!(await waitUntil(isGone, { withinMs: STOP_MS }))) signalProcess(-pid, 'SIGKILL');
}
