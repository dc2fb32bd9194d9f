import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { makeFolders } from './make-folders';
import type { CloudPaths } from './paths';

const identity = z.object({ pid: z.int(), startTime: z.string() });

const schema = z.object({
  version: z.literal(1),
  /** Random per start. */
  id: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** False from start to the first healthy answer. */
  ready: z.boolean(),
  /** The one endpoint of all AWS calls. */
  endpoint: z.string(),
  serviceUrl: z.string(),
  ports: z.object({ gateway: z.int(), service: z.int() }),
  service: identity,
  emulator: identity,
  /** Where jobs and model servers run; absent: on the host. */
  containers: z.optional(z.enum(['host', 'docker'])),
  versions: z.object({ everloop: z.string(), ministack: z.string(), node: z.string() }),
});

/** What runs: `.everloop/cloud.json`. */
export type CloudRecord = z.infer<typeof schema>;

/** Undefined when absent or damaged (a damaged record is as good as none: marks find the processes). */
export function readRecord(paths: CloudPaths): CloudRecord | undefined {
  try {
    return schema.parse(JSON.parse(fs.readFileSync(paths.record, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the record atomically. */
export function writeRecord(paths: CloudPaths, record: CloudRecord): void {
  makeFolders(path.dirname(paths.record));
  const temporary = `${paths.record}.${process.pid}`;
  fs.writeFileSync(temporary, `${JSON.stringify(record, undefined, 2)}\n`);
  fs.renameSync(temporary, paths.record);
}

/** Removes the record if it is still `id`'s. */
export function removeRecord(paths: CloudPaths, id: string): void {
  if (readRecord(paths)?.id === id) fs.rmSync(paths.record, { force: true });
}
