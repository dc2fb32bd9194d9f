import { intakePrefixes } from '../../lambdas/contracts/key-layout';
import type { Defect } from './defects/defect';
import type { RenderedPhoto } from './photos/render-photo';

/** `any`: nobody can know beforehand, as with a user's own photos or under another policy than the default one. */
export type Expectation =
  | { readonly verdict: 'accept' }
  | { readonly verdict: 'any' }
  | { readonly verdict: 'reject'; readonly code: string };

/** One object that the demo sends, and the fate it must meet. */
export interface Shipment {
  readonly kind: 'image' | 'table';
  readonly key: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Class of a good photo. */
  readonly label?: string;
  /** What was done to the file, in words. */
  readonly title: string;
  readonly expected: Expectation;
}

const workload = 'product-images';
const contentTypes: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

const contentTypeOf = (name: string): string =>
  contentTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

export interface Circumstances {
  /** Names the run in the keys of its objects. */
  readonly run: string;
  /** Classes that the configuration knows. */
  readonly classes: readonly string[];
  /** The photos are a user's own: the demo does not know which are good. */
  readonly ownPhotos: boolean;
  /** The image policy is the default one, under which each spoilt file has its one reason. */
  readonly defaultPolicy: boolean;
}

/** A photo goes into its class folder, as a labelled example; without a class that the configuration knows, unlabelled. */
export const photoShipment = (photo: RenderedPhoto, { run, classes, ownPhotos }: Circumstances): Shipment => ({
  kind: 'image',
  key: classes.includes(photo.label)
    ? `${intakePrefixes.labelled}${workload}/${photo.label}/${run}/${photo.name}`
    : `${intakePrefixes.incoming}${workload}/${run}/${photo.name}`,
  name: photo.name,
  bytes: photo.bytes,
  contentType: contentTypeOf(photo.name),
  label: photo.label,
  title: `photo of ${photo.label}`,
  expected: { verdict: ownPhotos ? 'any' : 'accept' },
});

/** A spoilt one arrives unlabelled, as from a supplier. */
export const defectShipment = (
  { name, bytes, title, expected }: Defect,
  { run, defaultPolicy }: Circumstances,
): Shipment => ({
  kind: 'image',
  key: `${intakePrefixes.incoming}${workload}/${run}/${name}`,
  name,
  bytes,
  contentType: contentTypeOf(name),
  title,
  expected: defaultPolicy ? { verdict: 'reject', code: expected } : { verdict: 'any' },
});

/** Two days of traffic counts with a broken thermometer, a cloudburst and a duplicate: three rows must stay behind. */
export function tableShipment({ run }: Circumstances): Shipment {
  const header = 'holiday,temp,rain_1h,snow_1h,clouds_all,weather_main,weather_description,date_time,traffic_volume';
  const rows = Array.from({ length: 48 }, (_, hour) => {
    const temp = hour === 7 ? 0 : 280 + (hour % 24) / 2;
    const rain = hour === 19 ? 9831.3 : 0;
    const time = new Date(Date.UTC(2018, 8, 1, hour)).toISOString().slice(0, 19).replace('T', ' ');
    return `None,${temp},${rain},0,40,Clouds,scattered clouds,${time},${1000 + 150 * (hour % 24)}`;
  });
  const text = [header, ...rows, rows[40]].join('\n');
  return {
    kind: 'table',
    key: `${intakePrefixes.incoming}traffic-volume/${run}/two-days.csv`,
    name: 'two-days.csv',
    bytes: new TextEncoder().encode(`${text}\n`),
    contentType: 'text/csv',
    title: 'table of 49 rows, three of them bad',
    expected: { verdict: 'accept' },
  };
}
