import { setTimeout as delay } from 'node:timers/promises';

/** A model server as a replica keeps it. */
export interface KeptServer {
  /** Such as http://127.0.0.1:41234 */
  readonly url: string;
  /** Resolves when its process has ended. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
  kill(): void;
}

export interface ReplicaOptions {
  /** Starts a server; resolves when it is healthy. */
  readonly launch: (signal: AbortSignal) => Promise<KeptServer>;
  readonly log: (line: string) => void;
  /** Pause before the first restart; doubles with each that fails. Default 500. */
  readonly firstPauseMs?: number;
}

const LONGEST_PAUSE_MS = 30_000;
/** A server that lived this long begins again with the first pause. */
const STABLE_MS = 60_000;
const LOOK_MS = 10;

/** The process that serves one variant of a fleet. One that dies is started again, with growing pauses. */
export class Replica {
  private readonly stopping = new AbortController();
  private server: KeptServer | undefined;
  private requests = 0;

  private constructor(
    server: KeptServer,
    private readonly options: ReplicaOptions,
  ) {
    this.server = server;
    void this.supervise(server);
  }

  /** @throws what `launch` throws: the first start is not tried again */
  static async start(options: ReplicaOptions, signal: AbortSignal): Promise<Replica> {
    return new Replica(await options.launch(signal), options);
  }

  /** Undefined while no process serves. */
  get url(): string | undefined {
    return this.server?.url;
  }

  get inFlight(): number {
    return this.requests;
  }

  /** Counts a request as under way while `work` lasts, so that `drain` waits for it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.requests += 1;
    try {
      return await work();
    } finally {
      this.requests -= 1;
    }
  }

  /** Waits until no request is under way, then stops. It must get no new ones. */
  async drain(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (this.requests > 0 && Date.now() < deadline) await delay(LOOK_MS);
    await this.stop();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    const { server } = this;
    this.server = undefined;
    await server?.stop();
  }

  /** Ends the process at once. */
  kill(): void {
    this.stopping.abort();
    this.server?.kill();
  }

  private async supervise(first: KeptServer): Promise<void> {
    let server = first;
    let pauseMs = this.options.firstPauseMs ?? 500;
    for (;;) {
      const began = Date.now();
      await server.ended;
      if (this.stopping.signal.aborted) return;
      this.server = undefined;
      await server.stop();
      if (Date.now() - began > STABLE_MS) pauseMs = this.options.firstPauseMs ?? 500;
      const next = await this.restart(pauseMs);
      if (!next) return;
      ({ server, pauseMs } = next);
      this.server = server;
    }
  }

  /** Tries until a server is healthy; undefined when the replica is stopped meanwhile. */
  private async restart(
    firstPauseMs: number,
  ): Promise<{ readonly server: KeptServer; readonly pauseMs: number } | undefined> {
    const { signal } = this.stopping;
    for (let pauseMs = firstPauseMs; !signal.aborted; ) {
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      if (signal.aborted) return undefined;
      try {
        const server = await this.options.launch(signal);
        if (!signal.aborted) return { server, pauseMs };
        await server.stop();
      } catch (error) {
        if (!signal.aborted)
          this.options.log(`was not started again, next try in ${pauseMs} ms: ${(error as Error).message}`);
      }
    }
    return undefined;
  }
}
