/** Structured log lines of a function. */
export interface Journal {
  note(message: string, details: Readonly<Record<string, unknown>>): void;
  problem(message: string, details: Readonly<Record<string, unknown>>): void;
}
