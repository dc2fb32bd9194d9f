import fs from 'node:fs';
import path from 'node:path';
import { LogStream, type LogTarget } from '../cloud/log-stream';
import type { RoleCredentials } from '../cloud/role-session';
import { S3Objects } from '../cloud/s3-objects';
import type { ContainerProcess, ContainerRequest } from '../containers/container';
import type { Ended } from '../containers/host-process';
import type { World } from '../world';
import { JobFailure } from './job-failure';
import { pullNeeds } from './pull-needs';
import { guardVolume } from './volume-guard';

/** What a run is made for. */
export interface RunRequest {
  /** Such as `training-photos-1`: names its folder. */
  readonly id: string;
  readonly arn: string;
  readonly role: string;
  readonly image: string;
  readonly logs: LogTarget;
  /** Wall clock of the container. */
  readonly maxRuntimeSeconds: number;
  readonly volumeGb: number;
}

export type Interruption = 'stopped' | 'max-runtime';

/** Longest session of a role. */
const MOST_SESSION_SECONDS = 43_200;
const KEPT_LINES = 20;

/** One job's run: a folder that plays /opt/ml, a session of its role, its log, and at most one process at a time. */
export class JobRun {
  /** Last lines of the container, oldest first. */
  readonly tail: string[] = [];
  interruption: Interruption | undefined;
  private process: ContainerProcess | undefined;

  private constructor(
    private readonly world: World,
    private readonly request: RunRequest,
    readonly credentials: RoleCredentials,
    readonly base: string,
  ) {
    const settings = world.client(credentials);
    this.s3 = new S3Objects(settings);
    this.logs = new LogStream(settings, request.logs, reason => world.log(`${request.id} writes no logs: ${reason}`));
  }

  readonly s3: S3Objects;
  readonly logs: LogStream;

  /** @throws RoleRefused when the role can't be taken on or may not pull the image */
  static async open(world: World, request: RunRequest): Promise<JobRun> {
    const credentials = await world.session({
      role: request.role,
      session: 'SageMaker',
      seconds: Math.min(MOST_SESSION_SECONDS, request.maxRuntimeSeconds + 3_600),
      source: request.arn,
      needs: pullNeeds(request.image),
    });
    const base = path.join(world.folder, 'runs', request.id);
    fs.rmSync(base, { recursive: true, force: true });
    fs.mkdirSync(base, { recursive: true });
    return new JobRun(world, request, credentials, base);
  }

  /** Removes the folder and sends the last log lines. */
  async close(): Promise<void> {
    await this.logs.close();
    this.s3.close();
    fs.rmSync(this.base, { recursive: true, force: true });
  }

  /** Asks the container to end; what has not started yet ends at its next step. */
  interrupt(why: Interruption): void {
    this.interruption ??= why;
    this.process?.stop(this.world.stopGraceSeconds);
  }

  /** `text` with the paths of /opt/ml as the container sees them. */
  inside(text: string): string {
    return this.world.containers.inside(text, this.base);
  }

  /** Ends it at once: the laptop cloud stops. */
  kill(): void {
    this.process?.kill();
  }

  /**
   * Runs the container to its end, or to the end of its time.
   * @throws ImageUnavailable, JobFailure when it can't be started or outgrows its volume
   */
  async execute(wanted: Wanted, onLine: (line: string) => void): Promise<Ended> {
    const process = await this.start(wanted, onLine);
    if (!process) return { exitCode: undefined, signal: undefined };
    let full: number | undefined;
    const unguard = guardVolume(this.base, this.request.volumeGb, usedGb => {
      full = usedGb;
      process.kill();
    });
    const ended = await process.ended.finally(unguard);
    if (full !== undefined) {
      const text = `No space left on device: the job's files take ${full.toFixed(2)} GB, VolumeSizeInGB is ${this.request.volumeGb}`;
      throw new JobFailure('ClientError', text);
    }
    if (ended.error) throw new JobFailure('ClientError', `the container could not be started: ${ended.error.message}`);
    return ended;
  }

  /** Starts the container in the background, its time limit running; undefined when the job was stopped before. */
  async start(wanted: Wanted, onLine: (line: string) => void): Promise<ContainerProcess | undefined> {
    const credentials = wanted.isolated ? undefined : this.credentials;
    const request = { ...wanted, image: this.request.image, base: this.base, credentials };
    const container = await this.world.containers.prepare(request);
    if (this.interruption) return undefined;
    for (const note of container.notes) this.logs.write(`[laptop cloud] ${note}`);
    const process = container.start(line => {
      this.logs.write(line);
      this.tail.push(line);
      if (this.tail.length > KEPT_LINES) this.tail.shift();
      onLine(line);
    });
    this.process = process;
    const limit = setTimeout(() => this.interrupt('max-runtime'), this.request.maxRuntimeSeconds * 1000);
    void process.ended.finally(() => clearTimeout(limit));
    return process;
  }
}

export type Wanted = Omit<ContainerRequest, 'image' | 'base' | 'credentials'>;
