import { type Answer, ROOT, signedCall } from './signed-call';

/** One statement of an IAM policy, as the template wrote it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** A role that at this moment lacks one of its statements. */
export interface Missing {
  readonly policyName: string;
  readonly statement: Statement;
  /** e.g. `s3:GetObject*, s3:List* on arn:aws:s3:::intake/*`, for a test's message. */
  readonly description: string;
}

/**
 * Takes the statements of a role's inline policies out, one at a time, and runs `visit` while it lacks each.
 *
 * The full policy is put back after each visit, also when `visit` throws. Works on the laptop cloud at
 * EVERLOOP_TEST_ENDPOINT as the account root; a change counts from the next call on.
 * @throws when the role does not exist or has no inline statement: a test over nothing would pass.
 */
export async function withoutEachStatement(
  roleName: string,
  visit: (missing: Missing) => Promise<void>,
): Promise<void> {
  let visited = 0;
  for (const policyName of await policyNames(roleName)) {
    const policy = await inlinePolicy(roleName, policyName);
    for (const statement of policy.Statement) {
      const rest = policy.Statement.filter(other => other !== statement);
      try {
        await write(roleName, policyName, { ...policy, Statement: rest });
        await visit({ policyName, statement, description: describe(statement) });
      } finally {
        await write(roleName, policyName, policy);
      }
      visited += 1;
    }
  }
  if (visited === 0) throw new Error(`role ${roleName}: must have an inline policy with a statement, got none`);
}

/** The names of a role's inline policies. @throws when the role does not exist. */
export async function policyNames(roleName: string): Promise<string[]> {
  const { text } = await iam({ Action: 'ListRolePolicies', RoleName: roleName });
  return [...text.matchAll(/<member>([^<]+)<\/member>/g)].map(match => match[1] ?? '');
}

/** One inline policy of a role; a single statement is returned as a list of one. */
export async function inlinePolicy(roleName: string, policyName: string): Promise<Policy> {
  const { text } = await iam({ Action: 'GetRolePolicy', RoleName: roleName, PolicyName: policyName });
  const kept = /<PolicyDocument>([^<]*)<\/PolicyDocument>/.exec(text)?.[1] ?? '';
  // IAM answers it URL-encoded, MiniStack as XML text.
  const json = kept.startsWith('{') ? unescaped(kept) : decodeURIComponent(kept);
  const policy = JSON.parse(json) as Policy & { Statement: Statement | readonly Statement[] };
  return { ...policy, Statement: [policy.Statement].flat() as Statement[] };
}

const unescaped = (xml: string) =>
  xml
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

function describe({ Effect, Action, Resource, Condition }: Statement): string {
  const list = (value: string | readonly string[] | undefined) => [value ?? '*'].flat().join(', ');
  const when = Condition ? ` when ${JSON.stringify(Condition)}` : '';
  return `${Effect === 'Allow' ? '' : `${Effect} `}${list(Action)} on ${list(Resource)}${when}`;
}

/** A policy without any statement is none: IAM refuses an empty one. */
async function write(roleName: string, policyName: string, policy: Policy): Promise<void> {
  const named = { RoleName: roleName, PolicyName: policyName };
  if (policy.Statement.length === 0) await iam({ Action: 'DeleteRolePolicy', ...named });
  else await iam({ Action: 'PutRolePolicy', ...named, PolicyDocument: JSON.stringify(policy) });
}

async function iam(form: Record<string, string>): Promise<Answer> {
  const answer = await signedCall(ROOT, { service: 'iam', form: { ...form, Version: '2010-05-08' } });
  if (answer.status >= 300) throw new Error(`iam ${form['Action']} ${form['RoleName']}: ${answer.text}`);
  return answer;
}
