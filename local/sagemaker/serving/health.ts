import { answers, waitUntil } from '../../cloud/waiting';
import type { ContainerProcess } from '../containers/container';
import { JobFailure } from '../jobs/job-failure';

/** SageMaker's documented limit on one /ping. */
const PING_MS = 2_000;

export interface HealthCheck {
  readonly process: ContainerProcess;
  /** Base URL of the server. */
  readonly url: string;
  /** Last lines that it printed. */
  readonly tail: readonly string[];
  readonly withinSeconds: number;
}

/** Resolves when GET /ping answers 200. @throws JobFailure when the process ends or the time is over */
export async function becomesHealthy({ process, url, tail, withinSeconds }: HealthCheck): Promise<void> {
  let running = true;
  let healthy = false;
  void process.ended.then(() => {
    running = false;
  });
  await waitUntil(
    async () => {
      healthy = running && (await answers(`${url}/ping`, PING_MS));
      return healthy || !running;
    },
    { withinMs: withinSeconds * 1000 },
  );
  if (healthy && running) return;
  const last = tail.findLast(line => line.trim() !== '') ?? 'it printed nothing';
  throw new JobFailure(
    'ClientError',
    `The primary container did not pass the ping health check; its last line: ${last}`,
  );
}
