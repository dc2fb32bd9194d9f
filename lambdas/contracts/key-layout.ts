/**
 * Where objects lie. An object keeps its key on its way from intake to curated or quarantine, so that the mapping needs
 * no table and a key of 1,024 bytes (S3's limit) still fits; records live under prefixes no intake key can begin with.
 */
export const intakePrefixes = { incoming: 'incoming/', labelled: 'labelled/', labels: 'labels/' } as const;

/** Prefixes whose objects the validation workflow takes. */
export const validatedPrefixes = [intakePrefixes.incoming, intakePrefixes.labelled] as const;

export const recordPrefixes = {
  /** curated: one JSON feature record per accepted object. */
  features: '_features/',
  /** quarantine: one JSON reason record per rejected object. */
  reasons: '_reasons/',
  /** quarantine: rejected rows of an accepted file, NDJSON. */
  rows: '_rows/',
  /** curated: result files of backfill runs. */
  backfill: '_backfill/',
} as const;

/** User metadata that marks which intake version a curated or quarantined object is a copy of. */
export const sourceVersionMetadata = 'everloop-source-version';
