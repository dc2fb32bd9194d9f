/** One piece of work at a time for each endpoint, in the background; each can be broken off by its signal. */
export class EndpointWork {
  private readonly last = new Map<string, Promise<void>>();
  private readonly signals = new Map<string, Set<AbortController>>();

  constructor(private readonly onProblem: (endpoint: string, error: Error) => void) {}

  start(endpoint: string, work: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    const controllers = this.signals.get(endpoint) ?? new Set();
    this.signals.set(endpoint, controllers.add(controller));
    const before = this.last.get(endpoint) ?? Promise.resolve();
    const mine: Promise<void> = before
      .then(() => work(controller.signal))
      .catch(error => this.onProblem(endpoint, error as Error))
      .finally(() => {
        controllers.delete(controller);
        if (this.last.get(endpoint) !== mine) return;
        this.last.delete(endpoint);
        this.signals.delete(endpoint);
      });
    this.last.set(endpoint, mine);
  }

  /** Breaks off what is under way or waits; what is started afterwards goes its way. */
  abort(endpoint: string): void {
    for (const controller of this.signals.get(endpoint) ?? []) controller.abort();
  }

  abortAll(): void {
    for (const endpoint of this.signals.keys()) this.abort(endpoint);
  }

  /** Resolves when nothing is under way at the endpoint. */
  async idle(endpoint: string): Promise<void> {
    while (this.last.has(endpoint)) await this.last.get(endpoint);
  }
}
