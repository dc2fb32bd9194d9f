import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { ClientSettings } from '../../sagemaker/cloud/settings';
import type { World } from '../world';

/** A session is taken anew after this long, half of its time: what began with it can end with it. */
const RENEW_MS = 1_500_000;

export interface RoleChain {
  readonly pipelineRole: string;
  /** The action's own; the pipeline's role takes it on. */
  readonly actionRole?: string | undefined;
  /** ARN of the pipeline. */
  readonly source: string;
  /** Name of the sessions. */
  readonly session: string;
}

/** Acts as an action does: with its own role, taken on by the pipeline's, or with the pipeline's. */
export class ActionRole {
  private taken: Promise<ClientSettings> | undefined;
  private takenAt = 0;

  constructor(
    private readonly world: Pick<World, 'session' | 'client'>,
    private readonly chain: RoleChain,
  ) {}

  /** @throws RoleRefused, or what STS answered */
  settings(): Promise<ClientSettings> {
    if (!this.taken || Date.now() - this.takenAt > RENEW_MS) {
      this.takenAt = Date.now();
      this.taken = this.takeOn();
      this.taken.catch(() => {
        this.taken = undefined;
      });
    }
    return this.taken;
  }

  private async takeOn(): Promise<ClientSettings> {
    const { pipelineRole, actionRole, source, session } = this.chain;
    const seconds = (2 * RENEW_MS) / 1000;
    const own = this.world.client(await this.world.session({ role: pipelineRole, session, seconds, source }));
    if (!actionRole || actionRole === pipelineRole) return own;
    const sts = new STSClient(own);
    try {
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: actionRole, RoleSessionName: session }));
      return this.world.client({
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      });
    } finally {
      sts.destroy();
    }
  }
}
