import { type AlarmCloudOptions, connectAlarmCloud } from './alarm-cloud';
import { AlarmEngine, type EngineOptions } from './engine';

export interface AlarmEngineOptions extends AlarmCloudOptions, Partial<EngineOptions> {
  /** Pause between two rounds. Default 2. */
  readonly intervalSeconds?: number;
}

export interface RunningAlarmEngine {
  /** Ends the loop after the round in progress. */
  stop(): Promise<void>;
}

/**
 * Judges the laptop cloud's alarms until stopped. By default the running period counts once it has data
 * (`openPeriod: 'once-it-has-data'`), so that a demo needs no minute of waiting; `closed` judges as CloudWatch does.
 * A failed round is logged (once while the problem stays) and tried again.
 */
export function startAlarmEngine(options: AlarmEngineOptions): RunningAlarmEngine {
  const { intervalSeconds = 2, openPeriod = 'once-it-has-data', reevaluateSeconds = 10 } = options;
  const now = options.now ?? (() => Date.now() / 1000);
  const log = options.log ?? (line => process.stderr.write(`${line}\n`));
  const cloud = connectAlarmCloud(options);
  const engine = new AlarmEngine(cloud, { openPeriod, log, now, reevaluateSeconds });
  const stopping = new AbortController();
  const finished = loop({ engine, log, intervalSeconds, signal: stopping.signal });
  return {
    async stop() {
      stopping.abort();
      await finished;
      cloud.close();
    },
  };
}

interface Loop {
  readonly engine: AlarmEngine;
  readonly log: (line: string) => void;
  readonly intervalSeconds: number;
  readonly signal: AbortSignal;
}

async function loop({ engine, log, intervalSeconds, signal }: Loop): Promise<void> {
  let problem = '';
  while (!signal.aborted) {
    try {
      await engine.tick();
      problem = '';
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== problem) log(`alarm engine: a round failed: ${message}; it is tried again`);
      problem = message;
    }
    await pause(intervalSeconds, signal);
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, seconds * 1000);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
