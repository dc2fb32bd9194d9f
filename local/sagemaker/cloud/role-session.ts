import type { Scope } from '../store/arns';

/** Credentials of a session of a role, as every AWS SDK takes them. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A right that the role must have although no call of ours proves it. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  /** The emulator's key of the service that owns the resource. */
  readonly service: string;
}

export interface SessionRequest extends Scope {
  readonly role: string;
  readonly session: string;
  readonly seconds: number;
  /** ARN of the job or endpoint that acts: `aws:SourceArn` in the role's trust policy. */
  readonly source: string;
  readonly needs?: readonly Need[];
  /** Principal that takes the role on; SageMaker where none is said. */
  readonly service?: string;
}

/** The role may not be taken on, or lacks a right. */
export class RoleRefused extends Error {
  override readonly name = 'RoleRefused';

  /** @param action that was refused; `sts:AssumeRole` when the role itself can't be taken */
  constructor(
    message: string,
    readonly action: string,
  ) {
    super(message);
  }
}

export const SERVICE_PRINCIPAL = 'sagemaker.amazonaws.com';

/**
 * Takes on a role as an AWS service does, through the plug-in (local/ministack/service_sessions.py).
 * @throws RoleRefused when the role is missing, does not trust the service, or lacks one of the needs
 */
export async function roleSession(endpoint: string, request: SessionRequest): Promise<RoleCredentials> {
  const response = await fetch(new URL('/_everloop/sessions', endpoint), {
    method: 'POST',
    body: JSON.stringify({ service: SERVICE_PRINCIPAL, ...request, session: request.session.slice(0, 64) }),
    headers: { 'content-type': 'application/json' },
  });
  const answer = (await response.json()) as RoleCredentials & { message?: string; action?: string };
  if (response.ok) return answer;
  throw new RoleRefused(answer.message ?? `the emulator answered ${response.status}`, answer.action ?? '');
}
