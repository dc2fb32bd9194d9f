/** A golden image by its key `golden/<workload>/<class>/<sha256>.<extension>`. */
export interface GoldenImage {
  readonly key: string;
  readonly label: string;
  readonly contentType: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

/**
 * As many images of each class, as far as there are so many: those whose names, their hashes, come first. The same set in
 * every release, so that figures can be compared.
 */
export function goldenSample(
  keysByClass: Readonly<Record<string, readonly string[]>>,
  images: number,
): readonly GoldenImage[] {
  const classes = Object.keys(keysByClass);
  const each = Math.ceil(images / Math.max(1, classes.length));
  return classes.flatMap(label =>
    [...(keysByClass[label] ?? [])]
      .sort()
      .flatMap(key => {
        const contentType = contentTypes[key.slice(key.lastIndexOf('.') + 1).toLowerCase()];
        return contentType === undefined ? [] : [{ key, label, contentType }];
      })
      .slice(0, each),
  );
}
