/** Which model answered, as the container says in its custom attributes; what it does not say is absent. */
export interface Identity {
  readonly modelPackage?: string;
  readonly artifactSha256?: string;
  /** Of the files that were really loaded. */
  readonly contentSha256?: string;
}

const keys = {
  'everloop-model-package': 'modelPackage',
  'everloop-artifact-sha256': 'artifactSha256',
  'everloop-content-sha256': 'contentSha256',
} as const;

/** Reads `everloop-model-package=arn:…,everloop-content-sha256=…`; other attributes are left out. */
export function readIdentity(attributes: string): Identity {
  const pairs = attributes.split(',').map(pair => {
    const at = pair.indexOf('=');
    return [pair.slice(0, Math.max(0, at)).trim(), pair.slice(at + 1).trim()] as const;
  });
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (name in keys && value !== '' ? [[keys[name as keyof typeof keys], value]] : [])),
  );
}

export interface WantedIdentity {
  readonly arn: string;
  readonly artifactSha256: string;
  readonly contentSha256: string;
}

/** What differs from the version that was to be deployed, one sentence; undefined when nothing does. */
export function identityFault(identity: Identity, wanted: WantedIdentity): string | undefined {
  const compared = [
    ['model package', identity.modelPackage, wanted.arn],
    ['artifact sha256', identity.artifactSha256, wanted.artifactSha256],
    ['content sha256', identity.contentSha256, wanted.contentSha256],
  ] as const;
  const wrong = compared.find(([, got, must]) => got !== must);
  return wrong && `its ${wrong[0]} must be ${wrong[2]}, got ${wrong[1] ?? 'none'}`;
}
