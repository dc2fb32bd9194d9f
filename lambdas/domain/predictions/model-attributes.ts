import type { AnsweringModel } from '../../contracts/prediction-record';

/** Reads `everloop-model-package=arn:…,everloop-artifact-sha256=…`; what is missing or malformed is null. */
export function readModelAttributes(attributes: string): AnsweringModel {
  const told = new Map(
    attributes.split(',').map(pair => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
    }),
  );
  const digest = (name: string) => /^[0-9a-f]{64}$/.exec(told.get(name) ?? '')?.[0] ?? null;
  const modelPackageArn = /^arn:\S+:model-package\/\S+$/.exec(told.get('everloop-model-package') ?? '')?.[0] ?? null;
  const version = /\/(\d{1,9})$/.exec(modelPackageArn ?? '')?.[1];
  return {
    modelPackageArn,
    modelVersion: version === undefined ? null : Number(version),
    artifactSha256: digest('everloop-artifact-sha256'),
    contentSha256: digest('everloop-content-sha256'),
  };
}
