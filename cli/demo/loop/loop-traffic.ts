import type { DriftPolicy } from '../../../lambdas/contracts/drift-policy';
import type { Connection } from '../../deployment/connect';
import { WorkFoundProblems } from '../../errors';
import type { WaitClock } from '../../ingestion/wait-for-outcomes';
import type { Photo, PhotoSource } from '../photos/photo';
import { readAhead } from '../photos/read-ahead';
import type { RenderedPhoto } from '../photos/render-photo';
import { type Camera, renderPhotos } from '../photos/render-photos';
import { type ClassifiedPhoto, TrafficRun } from '../release/classify-traffic';
import { loopPhotos, type Phase, photosOfWave, placeOf, sourceOf, wavePhotos } from './waves';

export interface LoopTrafficOptions {
  readonly connection: Connection;
  readonly workload: string;
  /** Of the split `loop`. */
  readonly source: () => Promise<PhotoSource>;
  /** Names the run in keys; begins with `loopPrefix`. */
  readonly run: string;
  readonly policy: DriftPolicy;
  readonly clock: WaitClock;
  readonly signal: AbortSignal;
}

export interface Wave {
  readonly phase: Phase;
  /** From 0. The first of a phase waits for a new window: none holds photos of two phases. */
  readonly number: number;
  /** `new`: in no window in which a wave began before; `any`: at once. */
  readonly window: 'new' | 'any';
  /** @default the studio as it always was */
  readonly camera?: Camera;
}

type Report = (progress: string) => void;

/** Photos that customers send wave by wave. */
export class LoopTraffic {
  /** Number of the window in which the last wave began, counted from 1970. */
  private lastWindow = 0;
  private held: { readonly source: PhotoSource; readonly photos: readonly Photo[] } | undefined;

  constructor(private readonly options: LoopTrafficOptions) {}

  /** @throws WorkFoundProblems when photos of the wave got no prediction */
  async send(wave: Wave, report: Report): Promise<readonly ClassifiedPhoto[]> {
    const { connection, workload, run, signal } = this.options;
    const { source, photos: held } = await this.photos();
    const chosen = sourceOf(photosOfWave(held, wave.phase, wave.number), source);
    const seed = placeOf(wave.phase, wave.number);
    const rendered = renderPhotos({ source: chosen, count: wavePhotos, seed, ...cameraOf(wave) });
    // They are made while the window is waited for: 160 of them are 10 MB.
    const photos = readAhead(rendered, wavePhotos, signal);
    const name = `${run}/${wave.phase.replaceAll(' ', '-')}-${wave.number + 1}`;
    const sending = new TrafficRun({ connection, workload, run: name, photos: () => photos, ownPhotos: false, signal });
    await this.awaitWindow(wave, report);
    await sending.send(report);
    const { photos: classified, sent, quarantined, lost } = await sending.classified(report);
    if (lost === 0 && quarantined === 0) return classified;
    throw new WorkFoundProblems(
      `everloop demo: each of ${sent} photos must be classified, got ${quarantined} in quarantine and ${lost} lost; read \`everloop logs classify\``,
    );
  }

  /** A few photos of a phase, to look at. */
  async samples(phase: Phase, count: number, camera?: Camera): Promise<readonly RenderedPhoto[]> {
    const { source, photos } = await this.photos();
    const chosen = sourceOf(photosOfWave(photos, phase, 0).slice(0, count), source);
    const samples: RenderedPhoto[] = [];
    for await (const photo of renderPhotos({
      source: chosen,
      count,
      seed: placeOf(phase, 0),
      ...(camera && { camera }),
    })) {
      samples.push(photo);
    }
    return samples;
  }

  /** So that several windows see a phase, however fast the machine is. */
  private async awaitWindow({ number, window }: Wave, report: Report): Promise<void> {
    const { policy, clock, signal } = this.options;
    const step = policy.stepSeconds * 1000;
    const running = Math.floor(clock.nowMs() / step);
    if (number === 0 || (window === 'new' && running === this.lastWindow)) {
      const waitMs = (running + 1) * step - clock.nowMs();
      report(`the next window begins in ${Math.ceil(waitMs / 1000)} s`);
      await clock.sleep(waitMs, signal);
    }
    this.lastWindow = Math.floor(clock.nowMs() / step);
  }

  /** Read once: the files of a source take seconds. */
  private async photos() {
    if (this.held) return this.held;
    const source = await this.options.source();
    const photos: Photo[] = [];
    for await (const photo of source.photos(loopPhotos, 1)) photos.push(photo);
    this.held = { source, photos };
    return this.held;
  }
}

const cameraOf = ({ camera }: Wave) => camera && { camera };
