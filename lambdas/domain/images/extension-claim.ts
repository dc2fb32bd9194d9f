/** Which content a file extension promises; extensions that promise nothing about images are absent. */
const CLAIMS: Readonly<Record<string, string>> = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jpe: 'jpeg',
  jfif: 'jpeg',
  png: 'png',
  apng: 'png',
  webp: 'webp',
  gif: 'gif',
  bmp: 'bmp',
  tif: 'tiff',
  tiff: 'tiff',
  heic: 'heic',
  heif: 'heic',
  avif: 'avif',
  svg: 'svg',
  pdf: 'pdf',
  htm: 'html',
  html: 'html',
  zip: 'zip',
};

/** The format that the extension of `name` claims, or null where it claims none. */
export function extensionClaim(name: string): string | null {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase();
  return (extension && Object.hasOwn(CLAIMS, extension) && CLAIMS[extension]) || null;
}
