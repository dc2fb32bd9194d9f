import { BrokenEnvironment } from '../../local/cloud/errors';

/** What AWS clients throw when they cannot even ask, by error name, and what a person can do about it. */
const CAUSES: Readonly<Record<string, readonly [rule: string, remedy: string]>> = {
  CredentialsProviderError: ['AWS credentials must be found', 'sign in, or name a profile with --profile'],
  ExpiredToken: ['AWS credentials must be valid', 'sign in again'],
  ExpiredTokenException: ['AWS credentials must be valid', 'sign in again'],
  TokenProviderError: ['AWS credentials must be valid', 'sign in again by `aws sso login`'],
  UnrecognizedClientException: ['AWS credentials must be known', 'check --profile'],
  InvalidClientTokenId: ['AWS credentials must be known', 'check --profile'],
  AccessDenied: ['the caller must be allowed to do this', 'use a profile with the rights that the message names'],
  AccessDeniedException: [
    'the caller must be allowed to do this',
    'use a profile with the rights that the message names',
  ],
  ECONNREFUSED: ['the AWS endpoint must answer', 'look at `everloop status`'],
};

/** Rewrites an AWS client's "cannot even ask" into what to do; returns any other error as it is. */
export function explainRefusal(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const known = CAUSES[error.name] ?? CAUSES[code] ?? (/region is missing/i.test(error.message) ? noRegion : undefined);
  if (!known) return error;
  const [rule, remedy] = known;
  return new BrokenEnvironment({ where: 'everloop', rule, got: error.message || code, remedy }, error);
}

const noRegion = ['an AWS region must be set', 'set it in everloop.config.ts or as AWS_REGION'] as const;
