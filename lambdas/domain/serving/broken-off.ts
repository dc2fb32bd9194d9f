import * as z from 'zod/mini';
import { type DeployModelCall, deployModelCallSchema } from '../../contracts/deployment';

const statusChangeSchema = z.object({
  detail: z.object({
    name: z.string(),
    status: z.string(),
    /** Milliseconds since 1970. */
    startDate: z.number(),
    input: z.nullish(z.string()),
    error: z.nullish(z.string()),
    cause: z.nullish(z.string()),
  }),
});

/** A run of "Deploy model" that ended without its own last state. */
export interface BrokenOff {
  readonly call: DeployModelCall;
  readonly version: number;
  /** Name of the state machine's execution. */
  readonly execution: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** One sentence for people. */
  readonly cause: string;
}

const ways: Readonly<Record<string, string>> = { ABORTED: 'it was stopped', TIMED_OUT: 'it took too long' };
/** Errors of a run that failed outside of its states, or in its clean-up; after every other one it has cleaned up. */
const uncleaned = /^(States\.|DeploymentNotCleanedUp$)/;

/**
 * Reads a "Step Functions Execution Status Change"; undefined for runs that have cleaned up, and for calls that no run
 * could begin with. @throws z.core.$ZodError for another event
 */
export function readBrokenOff(event: unknown): BrokenOff | undefined {
  const { name, status, startDate, input, error, cause } = statusChangeSchema.parse(event).detail;
  if (status === 'FAILED' ? !uncleaned.test(error ?? '') : ways[status] === undefined) return undefined;
  const call = deployModelCallSchema.safeParse(parsed(input ?? ''));
  const version = Number(call.data?.modelPackageArn.split('/').at(-1));
  if (!call.success || !Number.isInteger(version)) return undefined;
  const said = [ways[status] ?? error, cause].filter(Boolean).join(': ');
  return {
    call: call.data,
    version,
    execution: name,
    startedAt: new Date(startDate).toISOString(),
    cause: `deploy model: run ${name} must end by itself, got ${status} (${said}); release the version again`,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
