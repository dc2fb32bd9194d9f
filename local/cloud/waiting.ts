import { setTimeout as delay } from 'node:timers/promises';

export interface Wait {
  /** Milliseconds until the answer is false. */
  readonly withinMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Polls `condition` until it is true: true then, false at the deadline.
 * @throws AbortError when the signal aborts.
 */
export async function waitUntil(condition: () => boolean | Promise<boolean>, wait: Wait): Promise<boolean> {
  const deadline = Date.now() + wait.withinMs;
  for (;;) {
    wait.signal?.throwIfAborted();
    if (await condition()) return true;
    if (Date.now() >= deadline) return false;
    await delay(wait.everyMs ?? 50, undefined, wait.signal ? { signal: wait.signal } : {});
  }
}

/** Whether GET `url` answers 200 within `withinMs`, with these headers. */
export async function answers(
  url: string,
  withinMs: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
    await response.arrayBuffer();
    return (
      response.status === 200 && Object.entries(headers).every(([name, value]) => response.headers.get(name) === value)
    );
  } catch {
    return false;
  }
}
