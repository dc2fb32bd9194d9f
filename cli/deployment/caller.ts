import { userInfo } from 'node:os';
import type { Connection } from './connect';

/** Who acts: the caller's ARN in an account, the user of this machine on the laptop cloud. */
export async function callerOf({ kind, settings }: Connection): Promise<string> {
  if (kind === 'laptop') return userInfo().username;
  const { GetCallerIdentityCommand, STSClient } =
    require('@aws-sdk/client-sts') as typeof import('@aws-sdk/client-sts');
  const { Arn } = await new STSClient(settings).send(new GetCallerIdentityCommand({}));
  return Arn ?? 'unknown';
}
