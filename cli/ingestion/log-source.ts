import type { LogEvent } from './log-line';

/** One page of a log, oldest first. */
export interface LogPage {
  readonly events: readonly (LogEvent & { readonly id?: string | undefined })[];
  readonly next?: string | undefined;
}

/** A log that can be asked for what was written since a moment. */
export interface LogSource {
  read(since: { readonly fromMs: number; readonly next?: string | undefined }, signal: AbortSignal): Promise<LogPage>;
}

export interface FollowOptions {
  readonly fromMs: number;
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Whether nothing is added any more: the look after that is the last one. */
  readonly hasEnded?: () => Promise<boolean>;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const pollMs = 1000;
/** CloudWatch shows events up to some seconds late and not in order: each look goes that far back. */
const overlapMs = 15_000;

/**
 * Events since `fromMs`, each once, oldest first; with `follow` goes on until the signal aborts or `hasEnded`, then ends.
 * Two events that cannot be told apart are counted: a page that holds two yields two.
 */
export async function* readLog(source: LogSource, options: FollowOptions): AsyncGenerator<LogEvent, void, undefined> {
  const { signal } = options;
  let seen = new Map<string, { readonly timestampMs: number; readonly times: number }>();
  let fromMs = options.fromMs;
  for (;;) {
    const isLast = !options.follow || (await options.hasEnded?.()) === true;
    const looked = new Map<string, { timestampMs: number; times: number }>();
    for await (const event of allPages(source, fromMs, signal)) {
      const id = event.id ?? `${event.stream}\n${event.timestampMs}\n${event.message}`;
      const times = (looked.get(id)?.times ?? 0) + 1;
      looked.set(id, { timestampMs: event.timestampMs, times });
      if (times > (seen.get(id)?.times ?? 0)) yield event;
    }
    if (isLast) return;
    const newest = Math.max(fromMs, ...[...looked.values()].map(({ timestampMs }) => timestampMs));
    fromMs = Math.max(options.fromMs, newest - overlapMs);
    seen = new Map([...looked].filter(([, { timestampMs }]) => timestampMs >= fromMs));
    try {
      await options.sleep(pollMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
  }
}

async function* allPages(source: LogSource, fromMs: number, signal: AbortSignal) {
  let next: string | undefined;
  do {
    const page = await source.read({ fromMs, next }, signal);
    yield* page.events;
    next = page.next;
  } while (next !== undefined);
}
