import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../../cloud/ports';
import { LogStream, type LogTarget } from '../cloud/log-stream';
import { S3Objects } from '../cloud/s3-objects';
import type { ContainerProcess } from '../containers/container';
import { pullNeeds } from '../jobs/pull-needs';
import type { World } from '../world';
import { bringModel } from './bring-model';
import { becomesHealthy } from './health';
import type { ServedContainer } from './model';

/** A container gets as long to answer /ping as a real-time endpoint grants by default. */
const STARTUP_SECONDS = 240;
const SESSION_SECONDS = 43_200;
const KEPT_LINES = 20;

export interface ServerRequest {
  /** Names its folder, such as `endpoint-photos-AllTraffic-3`. */
  readonly id: string;
  readonly arn: string;
  readonly role: string;
  readonly container: ServedContainer;
  readonly isolated: boolean;
  readonly logs: LogTarget;
  readonly startupSeconds?: number | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** A model server on the host: `<entrypoint> serve` on a free port (SAGEMAKER_BIND_TO_PORT) with the artifact unpacked. */
export class ModelServer {
  private constructor(
    private readonly process: ContainerProcess,
    private readonly logs: LogStream,
    private readonly base: string,
    /** Such as http://127.0.0.1:41234 */
    readonly url: string,
  ) {
    void process.ended.then(() => {
      this.running = false;
    });
  }

  /**
   * Resolves when /ping answers 200.
   * @throws RoleRefused, ImageUnavailable, JobFailure when the artifact, the image or the health check fails
   */
  static async start(world: World, request: ServerRequest): Promise<ModelServer> {
    const { role, arn, container } = request;
    const needs = pullNeeds(container.image);
    const credentials = await world.session({
      role,
      session: 'SageMaker',
      seconds: SESSION_SECONDS,
      source: arn,
      needs,
    });
    const base = path.join(world.folder, 'runs', request.id);
    fs.rmSync(base, { recursive: true, force: true });
    fs.mkdirSync(base, { recursive: true });
    const settings = world.client(credentials);
    const s3 = new S3Objects(settings);
    await bringModel(s3, container, { base, role }).finally(() => s3.close());
    const port = await freePort();
    const ready = await world.containers.prepare({
      image: container.image,
      base,
      command: ['serve'],
      environment: { ...container.environment, ...request.environment },
      port,
      credentials: request.isolated ? undefined : credentials,
      isolated: false, // a process without a network could not be asked
    });
    const logs = new LogStream(settings, request.logs, reason => world.log(`${request.id} writes no logs: ${reason}`));
    for (const note of ready.notes) logs.write(`[laptop cloud] ${note}`);
    if (request.isolated)
      logs.write('[laptop cloud] network isolation: a model server gets no credentials, but could reach the network');
    const tail: string[] = [];
    const process = ready.start(line => {
      logs.write(line);
      tail.push(line);
      if (tail.length > KEPT_LINES) tail.shift();
    });
    const server = new ModelServer(process, logs, base, `http://127.0.0.1:${port}`);
    const withinSeconds = request.startupSeconds ?? STARTUP_SECONDS;
    try {
      await becomesHealthy({ process, url: server.url, tail, withinSeconds });
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get isRunning(): boolean {
    return this.running;
  }

  private running = true;

  /** SIGTERM, a grace of 5 s, then SIGKILL. */
  async stop(): Promise<void> {
    this.process.stop(5);
    await this.process.ended;
    await this.logs.close();
    fs.rmSync(this.base, { recursive: true, force: true });
  }

  kill(): void {
    this.process.kill();
  }
}
