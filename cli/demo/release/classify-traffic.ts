import type { PredictionRecord } from '../../../lambdas/contracts/prediction-record';
import { findPredictions } from '../../../lambdas/handlers/predictions/labels/find-predictions';
import { listAll } from '../../../lambdas/handlers/training/read-all';
import type { Connection } from '../../deployment/connect';
import { ledgerOf, objectStoreOf } from '../../deployment/stores';
import { wallClock } from '../../ingestion/wait-for-outcomes';
import { deliver, patienceMs, verdictsOf } from '../deliver';
import type { RenderedPhoto } from '../photos/render-photo';
import type { Sent } from '../send-shipments';
import { photoShipment, type Shipment } from '../shipment';

export interface Traffic {
  readonly connection: Connection;
  readonly workload: string;
  /** None of them was trained on, none is golden. */
  readonly photos: () => AsyncIterable<RenderedPhoto>;
  readonly ownPhotos: boolean;
  /** Names the photos in their keys. */
  readonly run: string;
  readonly signal: AbortSignal;
}

/** A photo that was sent without its class. */
export interface ClassifiedPhoto {
  readonly key: string;
  /** What it shows. */
  readonly actual: string;
  readonly prediction: PredictionRecord;
}

export interface ClassifiedTraffic {
  readonly photos: readonly ClassifiedPhoto[];
  readonly sent: number;
  /** Validation refused them: there is nothing to classify. */
  readonly quarantined: number;
  /** Without a verdict, or without a prediction, when the time was over. */
  readonly lost: number;
  /** From the first upload to the last prediction. */
  readonly seconds: number;
}

type Report = (progress: string) => void;

const pauseMs = 500;

/** Photos as customers send them: nobody says what they show. */
export class TrafficRun {
  private startedMs = 0;
  private sent: readonly Sent[] = [];

  constructor(private readonly traffic: Traffic) {}

  async send(report: Report): Promise<void> {
    const { connection, signal } = this.traffic;
    this.startedMs = Date.now();
    this.sent = await deliver(this.shipments(), 'photos', { connection, signal, report });
  }

  /** Until every photo that validation let in has its prediction. */
  async classified(report: Report): Promise<ClassifiedTraffic> {
    const { accepted, quarantined } = await this.verdicts(report);
    const photos = await this.predictions(accepted, report);
    const seconds = Math.round((Date.now() - this.startedMs) / 100) / 10;
    const lost = this.sent.length - quarantined - photos.length;
    return { photos, sent: this.sent.length, quarantined, lost, seconds };
  }

  /** How many photos of this run lie in the folder of each class. */
  async folders(classes: readonly string[]): Promise<Readonly<Record<string, number>>> {
    const { connection, workload, run } = this.traffic;
    const bucket = { objects: objectStoreOf(connection), bucket: connection.deployment.PredictionsBucket };
    const counts = classes.map(async label => {
      const found = await listAll(bucket, `${workload}/${label}/${run}/`);
      return [label, found.length] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  }

  private async *shipments(): AsyncGenerator<Shipment> {
    const { run, ownPhotos } = this.traffic;
    // No class is known to it, so that each photo arrives without one.
    const circumstances = { run, classes: [], ownPhotos, defaultPolicy: true };
    for await (const photo of this.traffic.photos()) yield photoShipment(photo, circumstances);
  }

  private async verdicts(report: Report) {
    const { connection, signal } = this.traffic;
    const objects = await verdictsOf(this.sent, { connection, signal, report });
    const quarantined = objects.filter(({ outcome }) => outcome === 'rejected').length;
    return { accepted: objects.filter(({ outcome }) => outcome === 'accepted'), quarantined };
  }

  private async predictions(accepted: readonly Sent[], report: Report): Promise<readonly ClassifiedPhoto[]> {
    const { connection, workload, signal } = this.traffic;
    const source = { store: ledgerOf(connection), curatedBucket: connection.deployment.CuratedBucket };
    const rows = accepted.map(({ key, label = '' }, at) => ({ line: at + 1, raw: '', label, key, corrects: false }));
    const end = wallClock.nowMs() + patienceMs;
    for (;;) {
      const found = await findPredictions(workload, rows, source);
      const photos = found.flatMap(({ row, prediction }) =>
        prediction ? [{ key: prediction.key, actual: row.label, prediction }] : [],
      );
      report(`${photos.length} of ${rows.length} classified`);
      if (photos.length === rows.length || wallClock.nowMs() > end) return photos;
      await wallClock.sleep(pauseMs, signal);
    }
  }
}
