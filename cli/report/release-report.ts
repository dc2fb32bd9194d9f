import type { NextStep, ReportPicture } from './ingestion-report';

/** What the report shows of a release, ready to be drawn. */
export interface ReleaseReport {
  readonly version: number;
  /** Null where the trail does not have it. */
  readonly preProductionSeconds: number | null;
  readonly productionSeconds: number | null;
  readonly verified: boolean;
  readonly photos: number;
  readonly quarantined: number;
  readonly lost: number;
  readonly accuracy: number;
  /** From the first upload to the last prediction. */
  readonly classifySeconds: number;
  readonly folders: readonly FolderRow[];
  /** What a person would have typed for what the demo did. */
  readonly approvals: readonly NextStep[];
  readonly commands: readonly NextStep[];
}

export interface FolderRow {
  readonly label: string;
  readonly inFolder: number;
  /** Photos sent that show the class. */
  readonly photos: number;
  readonly recall: number | null;
  readonly precision: number | null;
  /** Some of the folder, those that the model was least sure of first. */
  readonly samples: readonly FolderPicture[];
}

export interface FolderPicture extends Pick<ReportPicture, 'name' | 'thumbnail'> {
  /** What it shows. */
  readonly actual: string;
  readonly score: number;
}
