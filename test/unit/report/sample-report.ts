import type { IngestionReport } from '../../../cli/report/ingestion-report';

/** A report in which every text is `text`. */
export function reportOf(text: string): IngestionReport {
  const thumbnail = 'data:image/webp;base64,UklGRg==';
  const reason = { code: text, message: text, remedy: text, measured: { [text]: text, sizeBytes: 1234567.8912 } };
  return {
    environment: text,
    photoSource: text,
    images: 12,
    curated: 9,
    quarantined: 2,
    lost: 1,
    seconds: 3.25,
    imagesPerSecond: 3.69,
    byReason: [{ code: text, meaning: text, count: 2 }],
    quarantinedPictures: [
      { name: text, thumbnail, sizeBytes: 10, reasons: [reason] },
      { name: text, thumbnail: null, sizeBytes: 0, reasons: [reason, { code: text, message: text, remedy: text }] },
    ],
    curatedClasses: [{ label: text, count: 9, samples: [{ name: text, thumbnail, sizeBytes: 2048 }] }],
    nextSteps: [{ text, command: text }],
  };
}
