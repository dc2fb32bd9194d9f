import type { World } from '../../codepipeline/world';
import type { Collection } from '../../sagemaker/store/collection';
import type { Build, BuildPhase, BuildStatus, PhaseRecord } from './build';
import { buildEvent, phaseEvent } from './build-events';

export interface PhaseEnd {
  readonly status: BuildStatus;
  readonly code?: string;
  readonly message?: string;
}

/** Builds. Each change is written down, then told to the event bus. */
export class Builds {
  readonly records: Collection<Build>;

  constructor(private readonly world: World) {
    this.records = world.collection<Build>('builds');
  }

  add(build: Build): Build {
    this.records.put(build.id, build);
    this.world.events.emit(buildEvent(build, build.startTime));
    return build;
  }

  get(id: string): Build {
    const found = this.records.get(id);
    if (!found) throw new Error(`codebuild: build ${id} must be known, got none`);
    return found;
  }

  change(id: string, change: Partial<Build>): Build {
    return this.records.change(id, change);
  }

  /** Begins a phase; ends the one before with success unless it was ended. */
  begin(id: string, phaseType: BuildPhase): void {
    this.endPhase(id, { status: 'SUCCEEDED' });
    const build = this.get(id);
    const startTime = this.world.clock.read();
    this.change(id, { currentPhase: phaseType, phases: [...build.phases, { phaseType, startTime }] });
  }

  /** Ends the present phase; does nothing when it has ended. */
  endPhase(id: string, { status, code = '', message = '' }: PhaseEnd): void {
    const build = this.get(id);
    const last = build.phases.at(-1);
    if (!last || last.phaseStatus) return;
    const endTime = this.world.clock.read();
    const ended: PhaseRecord = {
      ...last,
      phaseStatus: status,
      endTime,
      durationInSeconds: Math.round(endTime - last.startTime),
      contexts: [{ statusCode: code, message }],
    };
    this.change(id, { phases: [...build.phases.slice(0, -1), ended] });
    this.world.events.emit(phaseEvent(build, ended));
  }

  end(id: string, buildStatus: BuildStatus): Build {
    this.endPhase(id, { status: buildStatus });
    const endTime = this.world.clock.read();
    const { phases } = this.get(id);
    const build = this.change(id, {
      ...{ buildStatus, endTime, buildComplete: true, currentPhase: 'COMPLETED' as const },
      phases: [...phases, { phaseType: 'COMPLETED', startTime: endTime }],
    });
    this.world.events.emit(buildEvent(build, endTime));
    return build;
  }
}
