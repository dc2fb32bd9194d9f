import type { Journal } from './journal';

/** What a probe tells the outside. */
export interface ProbeJournal extends Journal {
  /** Whether the fleet of a configuration gets too many golden images wrong. */
  goldenBreach(config: string, breach: boolean): void;
}
