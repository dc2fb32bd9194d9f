import { setTimeout as delay } from 'node:timers/promises';

export interface OpenLoop {
  readonly perSecond: number;
  readonly seconds: number;
  /** One request; a rejection counts as failed. */
  readonly request: () => Promise<unknown>;
}

export interface Measured {
  /** Milliseconds of those that succeeded, from the moment the request was due. */
  readonly times: readonly number[];
  readonly failures: readonly Error[];
}

/** Sends requests at a fixed rate, whether or not earlier ones were answered. */
export async function openLoop({ perSecond, seconds, request }: OpenLoop): Promise<Measured> {
  const times: number[] = [];
  const failures: Error[] = [];
  const started = performance.now();
  const pending: Promise<void>[] = [];
  for (let sent = 0; sent < perSecond * seconds; sent += 1) {
    const due = started + (1_000 * sent) / perSecond;
    const early = due - performance.now();
    if (early > 0) await delay(early);
    const begun = performance.now();
    pending.push(
      request().then(
        () => void times.push(performance.now() - begun),
        (error: Error) => void failures.push(error),
      ),
    );
  }
  await Promise.all(pending);
  return { times, failures };
}
