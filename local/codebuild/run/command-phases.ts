import type { BuildPhase } from '../builds/build';
import type { Builds } from '../builds/builds';
import { type Buildspec, PHASES, type Phase, type PhaseName } from '../buildspec/buildspec';
import type { BuildShell } from './build-shell';

export interface PhasesParts {
  readonly builds: Builds;
  readonly id: string;
  readonly spec: Buildspec;
  /** The build's shell; another one when the last has ended. */
  readonly shell: () => BuildShell;
  readonly log: (line: string) => void;
  /** Somebody ended the build. */
  readonly isBroken: () => boolean;
}

const NAMES: Readonly<Record<PhaseName, BuildPhase>> = {
  install: 'INSTALL',
  pre_build: 'PRE_BUILD',
  build: 'BUILD',
  post_build: 'POST_BUILD',
};

/** After a failure in these the build is over; after one in `build`, post_build still runs. */
const ESSENTIAL: readonly PhaseName[] = ['install', 'pre_build'];

/** The phases whose commands the buildspec holds. */
export class CommandPhases {
  constructor(private readonly parts: PhasesParts) {}

  /** `failed`: what was made is uploaded all the same; `aborted`: nothing is. */
  async run(): Promise<'succeeded' | 'failed' | 'aborted'> {
    let failed = false;
    for (const name of PHASES) {
      const message = await this.phase(name, this.parts.spec.phases[name]);
      if (this.parts.isBroken()) return 'aborted';
      if (message === undefined) continue;
      if (this.parts.spec.phases[name]?.onFailure === 'CONTINUE') continue;
      if (ESSENTIAL.includes(name)) return 'aborted';
      failed = true;
      if (name === 'build') await this.parts.shell().run('export CODEBUILD_BUILD_SUCCEEDING=0');
    }
    return failed ? 'failed' : 'succeeded';
  }

  /** Runs one phase; gives the reason of its failure. */
  private async phase(name: PhaseName, phase: Phase | undefined): Promise<string | undefined> {
    const { builds, id, log } = this.parts;
    builds.begin(id, NAMES[name]);
    log(`Entering phase ${NAMES[name]}`);
    const first = await this.commands(phase?.commands ?? []);
    const last = await this.commands(phase?.finally ?? []);
    const failure = first ?? last;
    if (this.parts.isBroken()) return failure;
    const code = failure === undefined ? '' : 'COMMAND_EXECUTION_ERROR';
    const status = failure === undefined ? 'SUCCEEDED' : 'FAILED';
    builds.endPhase(id, { status, code, message: failure ?? '' });
    log(`Phase complete: ${NAMES[name]} State: ${status}`);
    log(`Phase context status code: ${code} Message: ${failure ?? ''}`);
    return failure;
  }

  /** One after the other; those after a failed one are left out. */
  private async commands(commands: readonly string[]): Promise<string | undefined> {
    for (const command of commands) {
      if (this.parts.isBroken()) return undefined;
      this.parts.log(`Running command ${command}`);
      const status = await this.parts.shell().run(command);
      if (status === 0 || this.parts.isBroken()) continue;
      const message = `Error while executing command: ${command}. Reason: exit status ${status}`;
      this.parts.log(`Command did not exit successfully ${command} exit status ${status}`);
      return message;
    }
    return undefined;
  }
}
