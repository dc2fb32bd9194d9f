import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { World } from '../../codepipeline/world';
import { Places } from '../../sagemaker/jobs/places';
import { BuildRun } from '../run/build-run';
import type { Build } from './build';
import type { Builds } from './builds';

/** Runs builds, a few at a time; the others are queued. */
export class BuildRunner {
  private readonly places = new Places(Math.max(2, os.cpus().length));
  private readonly runs = new Map<string, BuildRun>();

  constructor(
    private readonly world: World,
    private readonly builds: Builds,
  ) {}

  /** Builds that ran when the service died ended with it: their processes are gone. */
  recover(): void {
    fs.rmSync(path.join(this.world.folder, 'runs'), { recursive: true, force: true });
    const message = 'the laptop cloud stopped while the build ran; start it again';
    for (const { id, buildStatus } of [...this.builds.records.values()]) {
      if (buildStatus !== 'IN_PROGRESS') continue;
      this.builds.endPhase(id, { status: 'FAULT', code: 'INTERNAL_SERVICE_ERROR', message });
      this.builds.end(id, 'FAULT');
    }
  }

  start({ id }: Build): void {
    const run = new BuildRun(this.world, this.builds, id);
    this.runs.set(id, run);
    this.builds.begin(id, 'QUEUED');
    void this.places.use(() => run.run()).finally(() => this.runs.delete(id));
  }

  stop(id: string): void {
    this.runs.get(id)?.breakOff('STOPPED');
  }

  kill(): void {
    for (const run of this.runs.values()) run.kill();
  }
}
