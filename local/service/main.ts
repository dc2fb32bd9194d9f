/**
 * The local service's process, started by `everloop up` (local/cloud/start.ts), one per state folder.
 *
 * Life cycle: listens on a free port of 127.0.0.1, starts the emulator, records both in cloud.json, marks the record
 * ready when the emulator answers. It stops, and the emulator with it, on SIGTERM, when the emulator ends, and when
 * the starter dies before it wrote "keep" to our standard input, when the process EVERLOOP_UNTIL_PID, if given, has
 * ended (a killed test run leaves nothing behind), and when its record is gone: somebody deleted the state folder. Log: stdout and stderr, .everloop/logs/service.log.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { serve } from '@hono/node-server';
import { type RunningAlarmEngine, startAlarmEngine } from '../alarms/start-alarm-engine';
import { REGION, ROOT_CREDENTIALS } from '../cloud/environment';
import { KEEP } from '../cloud/keep';
import { type CloudPaths, cloudPaths } from '../cloud/paths';
import { HOST } from '../cloud/ports';
import { identify, isRunning } from '../cloud/processes';
import { type CloudRecord, readRecord, removeRecord, writeRecord } from '../cloud/record';
import { startSageMaker } from '../sagemaker/start-sagemaker';
import { serviceApp } from './app';
import { Emulator } from './emulator';
import { Registry } from './registry';

/** A full disk costs log lines, not the process: `process.stdout` would end it, or at best never write again. */
function log(line: string): void {
  try {
    fs.writeSync(1, `${new Date().toISOString()} ${line}\n`);
  } catch {
    // nowhere to say it
  }
}

function listen(registry: Registry): Promise<{ readonly port: number; close(): void }> {
  const app = serviceApp(registry, log);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: HOST, port: 0 }, (address: AddressInfo) =>
      resolve({ port: address.port, close: () => server.close() }),
    );
    server.once('error', reject);
  });
}

function ministackVersion(paths: CloudPaths): string {
  return /^ministack==(\S+)/m.exec(fs.readFileSync(paths.requirements, 'utf8'))?.[1] ?? 'unknown';
}

const containers = () => (process.env['EVERLOOP_CONTAINERS'] === 'docker' ? 'docker' : 'host');

interface Parts {
  readonly paths: CloudPaths;
  readonly gateway: number;
  readonly service: number;
  readonly emulator: Emulator;
}

function recordOf({ paths, gateway, service, emulator }: Parts): CloudRecord {
  const manifest = createRequire(__filename)(path.join(paths.root, 'package.json')) as { version: string };
  return {
    version: 1,
    id: process.env['EVERLOOP_CLOUD_ID'] ?? '',
    startedAt: new Date().toISOString(),
    ready: false,
    endpoint: `http://${HOST}:${gateway}`,
    serviceUrl: `http://${HOST}:${service}`,
    ports: { gateway, service },
    service: identify(process.pid),
    emulator: identify(emulator.pid),
    containers: containers(),
    versions: { everloop: manifest.version, ministack: ministackVersion(paths), node: process.version },
  };
}

/** Calls `stop` once, for whichever reason comes first. */
function watch(emulator: Emulator, stop: (reason: string, code: number) => void): void {
  let kept = false;
  process.stdin.setEncoding('utf8').on('data', text => {
    kept ||= text.includes(KEEP.trim());
  });
  process.stdin.once('end', () => kept || stop('the command that started me was killed', 1));
  process.once('SIGTERM', () => stop('SIGTERM', 0));
  process.once('SIGINT', () => stop('SIGINT', 0));
  process.on('SIGHUP', () => log('SIGHUP ignored: I outlive the terminal'));
  stopAfter(Number(process.env['EVERLOOP_UNTIL_PID']), stop);
  void emulator.ended.then(how => stop(`the emulator ended: ${how}`, 1));
}

function stopAfter(pid: number, stop: (reason: string, code: number) => void): void {
  if (!pid) return;
  const owner = identify(pid);
  setInterval(() => isRunning(owner) || stop(`process ${pid}, for which I was started, ended`, 0), 1_000);
}

/** Calls `end` when the record names another cloud or is gone, for two looks: a replaced file is never absent. */
function whenForgotten(id: string, paths: CloudPaths, end: () => void): void {
  let missed = 0;
  setInterval(() => {
    missed = readRecord(paths)?.id === id ? 0 : missed + 1;
    if (missed >= 2) end();
  }, 1_000);
}

async function main(): Promise<void> {
  const paths = cloudPaths();
  const gateway = Number(process.env['EVERLOOP_CLOUD_PORT']);
  const registry = new Registry();
  const server = await listen(registry);
  const serviceUrl = `http://${HOST}:${server.port}`;
  const snapshotSeconds = process.env['SNAPSHOT_SECONDS'] ?? '3';
  const emulator = await Emulator.start(paths, { port: gateway, serviceUrl, snapshotSeconds });
  const record = recordOf({ paths, gateway, service: server.port, emulator });
  const sageMaker = startSageMaker(registry, { paths, endpoint: record.endpoint, log, containers: containers() });
  let stopping = false;
  let alarms: RunningAlarmEngine | undefined;
  const end = (reason: string, code: number, ending: Promise<void>) => {
    if (stopping) return;
    stopping = true;
    log(`stopping: ${reason}`);
    void alarms?.stop();
    sageMaker.stop();
    void ending.then(() => {
      removeRecord(paths, record.id);
      server.close();
      process.exit(code);
    });
  };
  watch(emulator, (reason, code) => stopping || end(reason, code, emulator.stop()));
  writeRecord(paths, record);
  if (!(await emulator.becomesReady()) || stopping) return;
  alarms = startAlarmEngine({ endpoint: record.endpoint, region: REGION, credentials: ROOT_CREDENTIALS, log });
  sageMaker.recover();
  writeRecord(paths, { ...record, ready: true });
  whenForgotten(record.id, paths, () => stopping || end('my state folder was deleted', 0, emulator.kill()));
  log(`ready: ${record.endpoint}, local service ${serviceUrl}`);
}

main().catch(error => {
  log(`failed: ${error instanceof Error ? error.stack : error}`);
  process.exit(1);
});
