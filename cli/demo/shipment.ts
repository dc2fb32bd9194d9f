import { intakePrefixes } from '../../lambdas/contracts/key-layout';
import type { Defect } from './defects/defect';
import type { RenderedPhoto } from './photos/render-photo';

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
  readonly expected: { readonly verdict: 'accept' } | { readonly verdict: 'reject'; readonly code: string };
}

const workload = 'product-images';
const contentTypes: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

const contentTypeOf = (name: string): string =>
  contentTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** A good photo goes into its class folder, as a labelled example. */
export const photoShipment = (photo: RenderedPhoto, run: string): Shipment => ({
  kind: 'image',
  key: `${intakePrefixes.labelled}${workload}/${photo.label}/${run}/${photo.name}`,
  name: photo.name,
  bytes: photo.bytes,
  contentType: contentTypeOf(photo.name),
  label: photo.label,
  title: `photo of ${photo.label}`,
  expected: { verdict: 'accept' },
});

/** A spoilt one arrives unlabelled, as from a supplier. */
export const defectShipment = ({ name, bytes, title, expected }: Defect, run: string): Shipment => ({
  kind: 'image',
  key: `${intakePrefixes.incoming}${workload}/${run}/${name}`,
  name,
  bytes,
  contentType: contentTypeOf(name),
  title,
  expected: { verdict: 'reject', code: expected },
});

/** Two days of traffic counts with a broken thermometer, a cloudburst and a duplicate: three rows must stay behind. */
export function tableShipment(run: string): Shipment {
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
