import fs from 'node:fs';
import path from 'node:path';
import { ImageUnavailable } from './container';

/** Where the sources of an image lie, as local/cloud/container-stand-in.cjs recorded it. Paths are absolute. */
export interface RecordedImage {
  /** `<registry>/<repository>:<tag>` */
  readonly reference: string;
  readonly context: string;
  readonly dockerfile: string;
  /** `NAME=value` */
  readonly buildArguments?: readonly string[];
  /** Such as `linux/amd64`. */
  readonly platform?: string;
  /** Stage to stop at. */
  readonly target?: string;
  /** `sha256:…` of the manifest in the emulated ECR, once pushed. */
  readonly digest?: string;
}

function read(file: string): RecordedImage | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as RecordedImage;
  } catch {
    return undefined;
  }
}

function byDigest(images: string, uri: string): RecordedImage | undefined {
  const [repository, digest] = uri.split('@');
  const files = fs.existsSync(images) ? fs.readdirSync(images).filter(name => name.endsWith('.json')) : [];
  return files
    .map(name => read(path.join(images, name)))
    .find(image => image?.digest === digest && image?.reference.startsWith(`${repository}:`));
}

/** The image that a URI names, by tag or by digest; undefined when none was recorded. */
export function findRecordedImage(images: string, uri: string): RecordedImage | undefined {
  if (uri.includes('@sha256:')) return byDigest(images, uri);
  const tagged = /:[^/:]+$/.test(uri) ? uri : `${uri}:latest`;
  return read(path.join(images, `${encodeURIComponent(tagged)}.json`));
}

/** @throws ImageUnavailable when none was recorded */
export function requireRecordedImage(images: string, uri: string): RecordedImage {
  const found = findRecordedImage(images, uri);
  if (found) return found;
  throw new ImageUnavailable(
    `image ${uri}: it must have been published through the laptop cloud, got no record in ${images}; deploy its stack by \`everloop deploy\``,
  );
}
