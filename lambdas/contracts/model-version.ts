/** Keys of a version's CustomerMetadataProperties: where it comes from. All values are texts of at most 256 characters. */
export const versionMetadata = {
  /** Of the story that this version is part of; `everloop trail` shows it. */
  correlationId: 'correlationId',
  /** Id of the manifest of the data that it was trained on. */
  manifestId: 'manifestId',
  /** Of the model artifact's content, lower-case hexadecimal. */
  artifactSha256: 'artifactSha256',
  /** Of the source that the pipeline was deployed from. */
  commit: 'commit',
} as const;
