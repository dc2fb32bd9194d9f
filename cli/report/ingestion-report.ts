import type { Reason } from '../../lambdas/contracts/reasons';

/** A picture in the report; plain values only, so that a report can be kept as JSON and rendered again. */
export interface ReportPicture {
  /** File name as the sender gave it. */
  readonly name: string;
  /** data: URI, from `thumbnail()`; null when the bytes can't be shown. */
  readonly thumbnail: string | null;
  readonly sizeBytes: number;
}

export interface QuarantinedPicture extends ReportPicture {
  /** At least one. */
  readonly reasons: readonly Reason[];
}

export interface CuratedClass {
  readonly label: string;
  /** All curated photos of the class. */
  readonly count: number;
  /** A few of them. */
  readonly samples: readonly ReportPicture[];
}

export interface ReasonCount {
  readonly code: string;
  /** One sentence. */
  readonly meaning: string;
  readonly count: number;
}

export interface NextStep {
  readonly text: string;
  /** A command to copy. */
  readonly command: string;
}

/** What happened to the images of one run; `images` = curated + quarantined + lost. */
export interface IngestionReport {
  /** Name of the deployed environment, e.g. `local`. */
  readonly environment: string;
  /** Where the photos came from, in one sentence. */
  readonly photoSource: string;
  readonly images: number;
  readonly curated: number;
  readonly quarantined: number;
  readonly lost: number;
  /** First upload to last verdict. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly byReason: readonly ReasonCount[];
  readonly quarantinedPictures: readonly QuarantinedPicture[];
  readonly curatedClasses: readonly CuratedClass[];
  readonly nextSteps: readonly NextStep[];
}
