import type { IngestionMetric } from '../contracts/metrics';
import type { CountingJournal } from './counting-journal';

/** What an ingestion function tells the outside while it works. */
export type IngestionJournal = CountingJournal<IngestionMetric>;
