/** A row that stays in quarantine while the others of its file go on. */
export interface QuarantinedRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** What happened to one CSV file; `rows` = accepted + `quarantinedRows`. */
export interface TableReport {
  readonly name: string;
  readonly rows: number;
  readonly quarantinedRows: readonly QuarantinedRow[];
}
