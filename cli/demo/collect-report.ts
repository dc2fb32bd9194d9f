import type { ObjectRef } from '../../lambdas/ports/object-store';
import { objectStoreOf } from '../deployment/stores';
import { configuredContracts } from '../ingestion/contracts';
import { mapInOrder } from '../ingestion/in-order';
import { knownReasons } from '../ingestion/known-reasons';
import { findQuarantined, type Quarantine } from '../ingestion/quarantine-records';
import type { CuratedClass, IngestionReport, QuarantinedPicture, ReportPicture } from '../report/ingestion-report';
import type { TableReport } from '../report/table-report';
import { thumbnail } from '../report/thumbnail';
import type { Fated } from './demo-run';
import { readTable } from './read-records';
import type { DemoResult } from './run-demo';

/** More pictures make the page heavy; the rest is in `everloop quarantine list`. */
const mostQuarantined = 100;
const samplesPerClass = 8;
const picturesInFlight = 4;

const nextSteps = [
  { text: 'See what was rejected, and why:', command: 'npx everloop quarantine list' },
  { text: 'Send photos of your own through the same workflow:', command: 'npx everloop upload ./photos --wait' },
  { text: 'Judge files without sending them:', command: 'npx everloop validate ./photos' },
  { text: 'Stop the laptop cloud; `up` goes on where it was:', command: 'npx everloop down' },
];

/** What the report shows of the photos, read back from the buckets: the workflow's own records, the bytes it kept. */
export async function collectIngestion(result: DemoResult): Promise<IngestionReport> {
  const { figures, connection, objects } = result;
  const { lost: _, ...counts } = figures;
  const images = objects.filter(({ kind }) => kind === 'image');
  return {
    ...counts,
    environment: connection.environmentName,
    photoSource: result.photoSource.replace(/^p/, 'P'),
    lost: images.filter(({ outcome }) => outcome === 'pending').length,
    byReason: Object.entries(figures.byReason).map(([code, count]) => ({ code, count, meaning: meaningOf(code) })),
    quarantinedPictures: await collectQuarantined(images, result),
    curatedClasses: await collectCurated(images, result),
    nextSteps,
  };
}

export async function collectTables({ objects, connection, startedAt }: DemoResult): Promise<readonly TableReport[]> {
  const { CuratedBucket: curated, QuarantineBucket: quarantine } = connection.deployment;
  const days = [...new Set([startedAt, new Date()].map(time => time.toISOString().slice(0, 10)))];
  const effects = { objects: objectStoreOf(connection), buckets: { curated, quarantine }, days };
  const tables = objects.filter(({ kind }) => kind === 'table');
  const read = await Promise.all(tables.map(table => readTable(table, 'traffic-volume', effects)));
  return read.filter(table => table !== null);
}

const meaningOf = (code: string): string => knownReasons[code]?.meaning ?? '';

async function collectQuarantined(images: readonly Fated[], { connection }: DemoResult): Promise<QuarantinedPicture[]> {
  const quarantine: Quarantine = { objects: objectStoreOf(connection), bucket: connection.deployment.QuarantineBucket };
  const contracts = configuredContracts();
  const rejected = images.filter(({ outcome }) => outcome === 'rejected').slice(0, mostQuarantined);
  const pictures: QuarantinedPicture[] = [];
  const read = async ({ key, name }: Fated): Promise<QuarantinedPicture | null> => {
    const found = await findQuarantined(quarantine, key, contracts);
    if (!found) return null;
    const ref = { bucket: quarantine.bucket, key, versionId: found.versionId };
    const picture = await readPicture(quarantine.objects, ref, name);
    return picture && { ...picture, reasons: found.record.reasons };
  };
  for await (const picture of mapInOrder(rejected, picturesInFlight, read)) if (picture) pictures.push(picture);
  return pictures;
}

async function collectCurated(images: readonly Fated[], { connection }: DemoResult): Promise<CuratedClass[]> {
  const objects = objectStoreOf(connection);
  const bucket = connection.deployment.CuratedBucket;
  const classes: CuratedClass[] = [];
  const accepted = images.filter(({ outcome }) => outcome === 'accepted');
  for (const [label, photos] of groupByLabel(accepted)) {
    const samples: ReportPicture[] = [];
    const shown = photos.slice(0, samplesPerClass);
    const read = ({ key, name }: Fated) => readPicture(objects, { bucket, key }, name);
    for await (const picture of mapInOrder(shown, picturesInFlight, read)) if (picture) samples.push(picture);
    classes.push({ label, count: photos.length, samples });
  }
  return classes;
}

function groupByLabel(photos: readonly Fated[]): ReadonlyMap<string, readonly Fated[]> {
  const groups = new Map<string, Fated[]>();
  for (const photo of photos) {
    const label = photo.label ?? 'without a class';
    const group = groups.get(label);
    if (group) group.push(photo);
    else groups.set(label, [photo]);
  }
  return groups;
}

async function readPicture(
  objects: Quarantine['objects'],
  ref: ObjectRef,
  name: string,
): Promise<ReportPicture | null> {
  const stored = await objects.get(ref);
  return stored && { name, thumbnail: await thumbnail(stored.bytes), sizeBytes: stored.sizeBytes };
}
