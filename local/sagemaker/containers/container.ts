import type { CloudPaths } from '../../cloud/paths';
import type { RoleCredentials } from '../cloud/role-session';
import type { Ended } from './host-process';

/** What a job or an endpoint wants to run. */
export interface ContainerRequest {
  readonly image: string;
  /** Host folder that plays /opt/ml. */
  readonly base: string;
  /** Replaces the image's ENTRYPOINT, and its CMD with it. */
  readonly entrypoint?: readonly string[] | undefined;
  /** Replaces the image's CMD. */
  readonly command?: readonly string[] | undefined;
  /** Wins over the image's ENV. Paths in it are those of the container. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absent: the process gets neither credentials nor an endpoint. */
  readonly credentials?: RoleCredentials | undefined;
  readonly isolated: boolean;
  /** Port of 127.0.0.1 where a server is to be reached; it can't be isolated then. */
  readonly port?: number | undefined;
}

export interface ContainerProcess {
  readonly ended: Promise<Ended>;
  /** SIGTERM to the main process, SIGKILL to all after the grace period. */
  stop(graceSeconds: number): void;
  /** SIGKILL to all. */
  kill(): void;
}

/** A container that can be started, once. */
export interface ReadyContainer {
  /** What the laptop does otherwise than an account would; for the job's log. */
  readonly notes: readonly string[];
  /** @param onLine receives each line of stdout and stderr */
  start(onLine: (line: string) => void): ContainerProcess;
}

/** How containers run: as processes of this machine, or by Docker. */
export interface Containers {
  /** Makes an image ready before it is needed. @throws ImageUnavailable */
  warm(image: string): Promise<void>;
  /** @throws ImageUnavailable */
  prepare(request: ContainerRequest): Promise<ReadyContainer>;
  /** `text` with the paths of /opt/ml as a container whose base is `base` sees them. */
  inside(text: string, base: string): string;
}

export interface ContainerWorld {
  readonly paths: CloudPaths;
  /** Folder for unpacked images. */
  readonly images: string;
  readonly endpoint: string;
  readonly region: string;
  readonly log: (line: string) => void;
}

/** The image can't be run: it was never recorded, its sources are gone, or it can't be built. */
export class ImageUnavailable extends Error {
  override readonly name = 'ImageUnavailable';
}
