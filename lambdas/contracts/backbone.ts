import * as z from 'zod/mini';

/** models: networks that people bring; nothing of ours writes here. */
export const backbonePrefix = 'backbones/';

/** The name by which the container finds a network in its channel; pipeline/container, `backbone.py`. */
const fileName = 'backbone.onnx';

/** A folder's name: no `..`, and nothing that a policy or a prefix reads as a pattern. */
const folderName = '[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*';

/** Key of a network in the models bucket. Its folder is the job's channel: `backbone.json` beside it comes along. */
export const backboneKeySchema = z
  .string()
  .check(
    z.maxLength(200),
    z.regex(
      new RegExp(`^${backbonePrefix}${folderName}/${fileName}$`),
      `must be ${backbonePrefix}<name>/${fileName}, the name of letters, digits, hyphens and single dots`,
    ),
  );

/** Prefix of the objects that a job gets with it; ends in a slash. */
export const backboneFolderOf = (key: string): string => key.slice(0, -fileName.length);
