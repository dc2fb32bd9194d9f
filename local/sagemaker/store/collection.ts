import fs from 'node:fs';
import path from 'node:path';
import { linesOf } from './lines-of';

/** Rewritten once it holds this many outdated lines more than current ones. */
const SLACK_LINES = 1_000;

/**
 * Records of one kind by key, kept in memory and in a log: one line of JSON for each change, `[key, record]` or
 * `[key]` for a deletion. A change costs one appended line, whatever the number of records; a line torn by a crash is
 * ignored; the log is rewritten, atomically, when most of it is outdated.
 */
export class Collection<R extends object> {
  private readonly records = new Map<string, R>();
  private lines = 0;

  /** @param file its log; made when absent */
  constructor(private readonly file: string) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    for (const line of linesOf(file)) this.load(line);
    if (this.lines !== this.records.size) this.compact();
  }

  get(key: string): R | undefined {
    return this.records.get(key);
  }

  has(key: string): boolean {
    return this.records.has(key);
  }

  /** Insertion order. */
  values(): IterableIterator<R> {
    return this.records.values();
  }

  entries(): readonly (readonly [key: string, record: R])[] {
    return [...this.records];
  }

  get size(): number {
    return this.records.size;
  }

  put(key: string, record: R): R {
    this.records.set(key, record);
    this.append([key, record]);
    return record;
  }

  /** Merges `change` into the record at `key`; members that are undefined are removed. */
  change(key: string, change: Partial<R>): R {
    const record = this.records.get(key);
    if (!record) throw new Error(`laptop cloud: ${this.file} must hold ${key}, got nothing`);
    const merged = Object.entries({ ...record, ...change }).filter(([, value]) => value !== undefined);
    return this.put(key, Object.fromEntries(merged) as R);
  }

  delete(key: string): void {
    if (this.records.delete(key)) this.append([key]);
  }

  private append(change: readonly unknown[]): void {
    fs.appendFileSync(this.file, `${JSON.stringify(change)}\n`);
    this.lines += 1;
    if (this.lines > 2 * this.records.size + SLACK_LINES) this.compact();
  }

  private load(line: string): void {
    const change = parse(line);
    this.lines += 1;
    if (!change) return;
    const [key, record] = change;
    if (record === undefined) this.records.delete(key);
    else this.records.set(key, record as R);
  }

  private compact(): void {
    const descriptor = fs.openSync(`${this.file}.new`, 'w');
    try {
      for (const change of this.records) fs.writeSync(descriptor, `${JSON.stringify(change)}\n`);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(`${this.file}.new`, this.file);
    this.lines = this.records.size;
  }
}

function parse(line: string): readonly [string, unknown] | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as [string, unknown]);
  } catch {
    return undefined; // torn by a crash while it was written
  }
}
