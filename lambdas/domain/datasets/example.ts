/** One labelled, validated picture in the curated bucket: what data sets are drawn from. */
export interface Example {
  /** Key in the curated bucket. */
  readonly path: string;
  readonly label: string;
  /** Of the bytes in the curated bucket; 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** A name of `exampleSources`. */
  readonly source: string;
  /** When it was predicted, of feedback on a prediction; else when it arrived. ISO 8601, UTC. */
  readonly at: string;
  /** 64-bit hashes, 16 hex digits each. */
  readonly perceptualHash: string;
  readonly differenceHash: string;
  /** What validation measured, by name. */
  readonly features: Readonly<Record<string, number>>;
}
