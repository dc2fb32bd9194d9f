import type { Story } from '../../lambdas/domain/trail/stories';
import type { StoryEvidence } from '../trail/story-evidence';
import type { ReportPicture } from './ingestion-report';

/** What the report shows of one drift and its repair, ready to be drawn. */
export interface RepairReport {
  /** kebab-case, unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly seenBy: string;
  readonly correlationId: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  /** Of alarms that fell silent: `OK`. */
  readonly alarmState: string;
  readonly retrainings: number;
  /** Null where it is not recorded. */
  readonly windowToAlarmSeconds: number | null;
  readonly alarmToExecutionSeconds: number | null;
  readonly totalSeconds: number | null;
  /** Whose recall the tiles show. */
  readonly class: string;
  readonly classes: readonly RepairedClass[];
  readonly features: { readonly drifted: number; readonly judged: number } | null;
  readonly mixShift: number | null;
  /** The same products, as they were photographed before and since. */
  readonly pictures: readonly { readonly before: DriftPicture; readonly since: DriftPicture }[];
  /** Null when the trail does not have it. */
  readonly story: Story | null;
  /** That people got of it, in order. */
  readonly mails: readonly ReportMail[];
  readonly evidence: StoryEvidence | null;
}

export interface ReportMail {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly subject: string;
  /** Its plain text part. */
  readonly text: string;
  /** Of its HTML with pictures, relative to the report; null for a mail of text alone. */
  readonly page: string | null;
}

export type DriftPicture = Pick<ReportPicture, 'name' | 'thumbnail'>;

/** Recall, 0 to 1; null without a photo of the class. */
export interface RepairedClass {
  readonly label: string;
  readonly before: number | null;
  readonly during: number | null;
  readonly after: number | null;
}
