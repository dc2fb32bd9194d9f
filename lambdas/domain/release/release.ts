import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

/** One approval of one version, on its way to production. */
export const releaseSchema = z.object({
  /** 64 hexadecimal digits of version and approval: an event that comes twice names the same release. */
  id: z.string(),
  version: z.int(),
  modelPackageArn: z.string(),
  correlationId: z.string(),
  /** ISO 8601, UTC. */
  approvedAt: z.string(),
  /** Of the pipeline, once it is started. */
  executionId: z.optional(z.string()),
  /** When it left the desk. ISO 8601, UTC. */
  endedAt: z.optional(z.string()),
  /** Its end was recorded and mailed: the event of it may come again. */
  isTold: z.optional(z.boolean()),
});

export type Release = z.infer<typeof releaseSchema>;

/** The same for every delivery of one approval; another one when the version is approved again later. */
export const releaseId = (modelPackageArn: string, approvedAt: string): string =>
  createHash('sha256').update(`${modelPackageArn} ${approvedAt}`).digest('hex');

/** One for each release that was deployed and could not be verified. */
export const unprovenId = (releaseId: string): string =>
  createHash('sha256').update(`${releaseId} unproven`).digest('hex');

/** One for each rejection: a version may be approved and rejected again. */
export const rejectionId = (modelPackageArn: string, rejectedAt: string): string =>
  createHash('sha256').update(`${modelPackageArn} ${rejectedAt} rejected`).digest('hex');
