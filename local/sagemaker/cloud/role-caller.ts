import { SageMakerError } from '../errors';
import type { World } from '../world';
import type { ClientSettings } from './settings';
import { signedHeaders } from './sign-request';

/** A session is taken anew after this long; it lasts twice as long, so that what began with it can end with it. */
const RENEW_MS = 1_800_000;

type Fields = Readonly<Record<string, unknown>>;

/** Acts with a role as SageMaker does: its rights are asked for each call, as they are for anybody's. */
export class RoleCaller {
  private session: Promise<ClientSettings> | undefined;
  private takenAt = 0;

  constructor(
    private readonly world: Pick<World, 'session' | 'client'>,
    /** `source`: ARN of what acts. */
    private readonly role: { readonly arn: string; readonly source: string },
  ) {}

  /** For clients of other services. @throws RoleRefused */
  settings(): Promise<ClientSettings> {
    const now = Date.now();
    if (!this.session || now - this.takenAt > RENEW_MS) {
      this.takenAt = now;
      this.session = this.takeOn();
      this.session.catch(() => {
        this.session = undefined;
      });
    }
    return this.session;
  }

  /**
   * Calls an operation of SageMaker through the one endpoint.
   * @throws SageMakerError as it was answered; RoleRefused
   */
  async call(operation: string, request: Fields): Promise<Fields> {
    const settings = await this.settings();
    const body = JSON.stringify(request);
    const call = { service: 'sagemaker', target: `SageMaker.${operation}`, body, at: new Date() };
    const response = await fetch(settings.endpoint, { method: 'POST', headers: signedHeaders(settings, call), body });
    const text = await response.text();
    if (response.ok) return text === '' ? {} : JSON.parse(text);
    throw errorOf(text, response.status);
  }

  private async takeOn(): Promise<ClientSettings> {
    const { arn: role, source } = this.role;
    const seconds = (2 * RENEW_MS) / 1000;
    return this.world.client(await this.world.session({ role, session: 'SageMaker', seconds, source }));
  }
}

/** Errors are `{__type: <prefix>#<code>, message}` in the JSON protocol. */
function errorOf(text: string, status: number): SageMakerError {
  let answer: { __type?: string; message?: string; Message?: string } = {};
  try {
    answer = JSON.parse(text);
  } catch {}
  const code = answer.__type?.split('#').at(-1) ?? 'InternalFailure';
  return new SageMakerError(code, answer.message ?? answer.Message ?? text.slice(0, 500), status);
}
