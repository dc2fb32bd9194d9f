import fs from 'node:fs';
import path from 'node:path';
import type { World } from '../../codepipeline/world';
import { LogStream } from '../../sagemaker/cloud/log-stream';
import { RoleRefused } from '../../sagemaker/cloud/role-session';
import type { ClientSettings } from '../../sagemaker/cloud/settings';
import type { Build, BuildStatus } from '../builds/build';
import type { Builds } from '../builds/builds';
import type { Buildspec } from '../buildspec/buildspec';
import { type Uploaded, uploadArtifacts } from './build-artifacts';
import { buildEnvironment } from './build-environment';
import { BuildFailed } from './build-failed';
import { BuildShell } from './build-shell';
import { fetchSources, readBuildspec, type SourceFolders } from './build-sources';
import { CommandPhases } from './command-phases';

/** Sessions end some time after the longest build. */
const SPARE_SECONDS = 900;

interface Prepared {
  readonly spec: Buildspec;
  readonly sources: SourceFolders;
  readonly environment: Readonly<Record<string, string>>;
  readonly settings: ClientSettings;
}

/** Runs one build to its end as a process of this machine; the record says how it ended. */
export class BuildRun {
  private shell: BuildShell | undefined;
  private logs: LogStream | undefined;
  /** Why it must end before its time. */
  private broken: BuildStatus | undefined;
  private killed = false;
  private readonly folder: string;

  constructor(
    private readonly world: World,
    private readonly builds: Builds,
    private readonly id: string,
  ) {
    this.folder = path.join(world.folder, 'runs', id.split(':')[1] ?? id);
  }

  /** Never throws. */
  async run(): Promise<void> {
    if (this.broken) return this.close(this.broken);
    const limit = setTimeout(() => this.breakOff('TIMED_OUT'), this.build.timeoutInMinutes * 60_000);
    try {
      await this.close(await this.phases());
    } catch (error) {
      await this.close(this.broken ?? this.failed(error));
    } finally {
      clearTimeout(limit);
      fs.rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Ends it at once, with all its processes. */
  breakOff(status: BuildStatus): void {
    this.broken ??= status;
    this.shell?.kill();
  }

  /** The service stops: the record stays as it is. */
  kill(): void {
    this.killed = true;
    this.shell?.kill();
  }

  private get build(): Build {
    return this.builds.get(this.id);
  }

  private async phases(): Promise<BuildStatus> {
    const { builds, id } = this;
    builds.begin(id, 'PROVISIONING');
    const settings = await this.provision();
    builds.begin(id, 'DOWNLOAD_SOURCE');
    const prepared = await this.prepare(settings);
    const commands = new CommandPhases({
      ...{ builds, id, spec: prepared.spec },
      shell: () => this.shellOf(prepared),
      log: line => this.log(line),
      isBroken: () => this.broken !== undefined || this.killed,
    });
    const outcome = await commands.run();
    if (this.broken || this.killed) return this.broken ?? 'FAULT';
    await this.keepExported(prepared);
    if (outcome !== 'aborted') {
      builds.begin(id, 'UPLOAD_ARTIFACTS');
      await this.upload(prepared);
    }
    builds.begin(id, 'FINALIZING');
    return outcome === 'succeeded' ? 'SUCCEEDED' : 'FAILED';
  }

  private async provision(): Promise<ClientSettings> {
    const { serviceRole: role, arn: source, timeoutInMinutes, logTarget } = this.build;
    const seconds = timeoutInMinutes * 60 + SPARE_SECONDS;
    const session = `AWSCodeBuild-${this.id.split(':')[1]}`;
    const settings = this.world.client(await this.world.session({ role, source, seconds, session }));
    if (logTarget) {
      this.logs = new LogStream(settings, logTarget, why =>
        this.world.log(`codebuild: ${this.id} has no logs: ${why}`),
      );
    }
    return settings;
  }

  private async prepare(settings: ClientSettings): Promise<Prepared> {
    const sources = await fetchSources(this.build, this.folder, settings);
    const spec = readBuildspec(this.build, sources.main);
    this.log(`YAML location is ${sources.main}`);
    for (const name of spec.ignored) this.log(`[laptop cloud] ${name} of the buildspec changes nothing here`);
    const { world, build } = this;
    const environment = await buildEnvironment({ world, build, spec, sources, settings });
    fs.mkdirSync(environment['HOME'] ?? '', { recursive: true });
    return { spec, sources, settings, environment };
  }

  /** One shell for all commands; another when a command has ended it. */
  private shellOf({ spec, sources, environment }: Prepared): BuildShell {
    if (this.shell?.isRunning) return this.shell;
    this.shell = new BuildShell({
      shell: spec.shell,
      folder: sources.main,
      temporary: path.join(this.folder, 'shell'),
      environment,
      onLine: line => this.logs?.write(line),
    });
    return this.shell;
  }

  /** What the shell holds at the end, as far as the buildspec exports it. */
  private async keepExported(prepared: Prepared): Promise<void> {
    const names = prepared.spec.exportedVariables.filter(name => /^[A-Za-z_]\w*$/.test(name));
    if (names.length === 0) return;
    const folder = path.join(this.folder, 'exported');
    fs.mkdirSync(folder, { recursive: true });
    const lines = names.map(name => `printf '%s' "\${${name}-}" > '${path.join(folder, name)}'`);
    await this.shellOf(prepared).run(lines.join('\n'));
    const value = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
    this.builds.change(this.id, { exportedEnvironmentVariables: names.map(name => ({ name, value: value(name) })) });
  }

  private async upload({ spec, sources, settings }: Prepared): Promise<void> {
    const { build } = this;
    const log = (line: string) => this.log(line);
    const uploaded = await uploadArtifacts({ build, spec, settings, folder: sources.main, log });
    const shown = ({ identifier, ...rest }: Uploaded) => ({
      ...rest,
      ...(identifier && { artifactIdentifier: identifier }),
    });
    const first = uploaded.find(({ identifier }) => identifier === '');
    this.builds.change(this.id, {
      ...(first && { artifacts: shown(first) }),
      secondaryArtifacts: uploaded.filter(({ identifier }) => identifier !== '').map(shown),
    });
  }

  private failed(error: unknown): BuildStatus {
    const isOwn = error instanceof BuildFailed;
    const { message, stack } = error as Error;
    const code = isOwn ? error.code : error instanceof RoleRefused ? 'ACCESS_DENIED' : 'INTERNAL_SERVICE_ERROR';
    if (!isOwn && !(error instanceof RoleRefused)) this.world.log(`codebuild: ${this.id}: ${stack}`);
    if (this.killed) return 'FAULT';
    this.log(`Phase context status code: ${code} Message: ${message}`);
    this.builds.endPhase(this.id, { status: 'FAILED', code, message });
    return 'FAILED';
  }

  private async close(status: BuildStatus): Promise<void> {
    this.shell?.kill();
    if (!this.killed) this.builds.endPhase(this.id, { status });
    await this.logs?.close();
    if (!this.killed) this.builds.end(this.id, status);
  }

  private log(line: string): void {
    const at = new Date().toISOString().replace('T', ' ').replaceAll('-', '/').replace('Z', '');
    this.logs?.write(`[Container] ${at} ${line}`);
  }
}
