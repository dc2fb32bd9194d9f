import { randomUUID } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Statement } from '../../support/role-statements';
import { type Call, ROOT, type Signer, signedCall } from '../../support/signed-call';

/** What every IAM contract test needs: roles, sessions of them, and root calls that build the world. */

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export const clientOf = (credentials: Signer = ROOT) => ({
  endpoint: process.env['EVERLOOP_TEST_ENDPOINT'] ?? '',
  region: REGION,
  credentials: { ...credentials, sessionToken: credentials.sessionToken ?? '' },
  forcePathStyle: true,
  maxAttempts: 1,
});

export const uniqueName = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;

export const allow = (actions: string | string[], resource: string | string[], condition?: unknown): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resource,
  ...(condition ? { Condition: condition } : {}),
});

/** A root call that must work; returns the body. */
export async function asRoot(call: Call): Promise<string> {
  const answer = await signedCall(ROOT, call);
  if (answer.status >= 300) throw new Error(`${call.service} ${JSON.stringify(call)}: ${answer.status} ${answer.text}`);
  return answer.text;
}

const iam = (form: Record<string, string>) => asRoot({ service: 'iam', form: { ...form, Version: '2010-05-08' } });

const document = (statements: readonly unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** A role that `principal` may assume: a service name, or the account. Returns its ARN. */
export async function role(principal: string, statements: readonly Statement[] = []): Promise<string> {
  const name = uniqueName('iam-test');
  const trusted = principal.includes('.amazonaws.com') ? { Service: principal } : { AWS: principal };
  const trust = document([{ Effect: 'Allow', Principal: trusted, Action: 'sts:AssumeRole' }]);
  await iam({ Action: 'CreateRole', RoleName: name, AssumeRolePolicyDocument: trust });
  if (statements.length > 0) await permit(name, statements);
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/** Replaces what the role may do; no statement at all takes everything. */
export async function permit(roleArn: string, statements: readonly Statement[]): Promise<void> {
  const named = { RoleName: roleArn.split('/').at(-1) ?? '', PolicyName: 'test' };
  const nothing = [{ Effect: 'Allow', Action: 'none:None', Resource: '*' }];
  const policy = document(statements.length > 0 ? statements : nothing);
  await iam({ Action: 'PutRolePolicy', ...named, PolicyDocument: policy });
}

/** Credentials of a new session of the role. */
export async function sessionOf(roleArn: string): Promise<Signer> {
  const sts = new STSClient(clientOf());
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'test' }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken,
  };
}

/** A caller in the account whose rights `permit` changes. */
export async function caller(): Promise<{ roleArn: string; signer: Signer }> {
  const roleArn = await role(ACCOUNT);
  return { roleArn, signer: await sessionOf(roleArn) };
}

/** The error of a call that must be refused; throws when it is not. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    const answer = await work;
    throw new Error(`must be refused, got ${JSON.stringify(answer)}`);
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

/** Runs `probe` until it returns something, at most `seconds`. */
export async function eventually<T>(probe: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`nothing after ${seconds} s`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** A call by hand that throws with the service's text when it is refused. */
export async function callAs(signer: Signer, call: Call): Promise<string> {
  const answer = await signedCall(signer, call);
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.text;
}
