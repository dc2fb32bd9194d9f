import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * Processes are known by pid AND start time, or by a variable in their environment: a pid alone may have been given
 * to somebody else's process. Linux is read from /proc, everything else from `ps`.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process only. */
  readonly startTime: string;
}

const hasProc = fs.existsSync('/proc/self/stat');

function ps(...parameters: string[]): string {
  try {
    return execFileSync('ps', parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

/** Fields of /proc/<pid>/stat from the third on (state, ppid, pgrp, …): the second may contain spaces. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Start time of a running process; undefined when there is none (a zombie is none). */
export function startTimeOf(pid: number): string | undefined {
  if (!hasProc) return ps('-o', 'lstart=', '-p', String(pid)) || undefined;
  const fields = statFields(pid);
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${bootId()}:${fields[19]}`;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startTime: startTimeOf(pid) ?? '' };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identity.startTime !== '' && startTimeOf(identity.pid) === identity.startTime;
}

/** Pids of this user's processes whose environment had `mark` ("NAME=value") when they were started. */
export function processesMarked(mark: string): number[] {
  if (!hasProc) return markedByPs(mark);
  return fs
    .readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => pid !== process.pid && isMarked(pid, mark) && startTimeOf(pid) !== undefined);
}

function isMarked(pid: number, mark: string): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
  } catch {
    return false; // another user's, or just ended
  }
}

function markedByPs(mark: string): number[] {
  return ps('-x', '-E', '-ww', '-o', 'pid=,command=')
    .split('\n')
    .filter(line => `${line} `.includes(` ${mark} `))
    .map(line => Number.parseInt(line, 10))
    .filter(pid => pid !== process.pid);
}

/** Resident memory in bytes; 0 when the process is gone. */
export function residentBytes(pid: number): number {
  if (!hasProc) return Number(ps('-o', 'rss=', '-p', String(pid))) * 1024 || 0;
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Sends a signal to a pid, or to a whole group when negative; false when there is no such process. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
