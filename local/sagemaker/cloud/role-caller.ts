import { ServiceError } from '../../service/api/service-error';
import { SageMakerError } from '../errors';
import type { World } from '../world';
import { jsonCall } from './json-call';
import type { ClientSettings } from './settings';

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
    try {
      const target = `SageMaker.${operation}`;
      return await jsonCall(await this.settings(), { service: 'sagemaker', target, request });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw new SageMakerError(error.code, error.message, error.status);
    }
  }

  private async takeOn(): Promise<ClientSettings> {
    const { arn: role, source } = this.role;
    const seconds = (2 * RENEW_MS) / 1000;
    return this.world.client(await this.world.session({ role, session: 'SageMaker', seconds, source }));
  }
}
