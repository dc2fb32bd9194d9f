import type { ImageFormat } from '../../contracts/image-policy';
import type { ImageOpener, OpenedImage, Parsed } from './image-structure';
import { openJpeg } from './jpeg/open-jpeg';
import { openPng } from './png/open-png';
import { openWebp } from './webp/open-webp';

const OPENERS: Readonly<Record<ImageFormat, ImageOpener>> = { jpeg: openJpeg, png: openPng, webp: openWebp };

/** Reads the header of an image whose magic number says `format`. */
export const openImage = (format: ImageFormat, bytes: Uint8Array): Parsed<OpenedImage> => OPENERS[format](bytes);
