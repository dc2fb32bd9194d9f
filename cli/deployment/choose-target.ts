import type { Config } from '../../lib/config/schema';
import { ACCOUNT } from '../../local/cloud/environment';
import { WrongUse } from '../errors';
import type { TargetOptions } from './target-options';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where an environment is deployed: on this machine, or in an account that the SDK's own settings lead to. */
export type TargetChoice =
  | { readonly kind: 'laptop'; readonly environmentName: string }
  | {
      readonly kind: 'account';
      readonly environmentName: string;
      readonly settings: { readonly profile?: string; readonly region?: string };
    };

/**
 * Decides from options, configuration and variables; opens no connection.
 * @throws WrongUse for an unknown environment, or options that contradict each other
 */
export function chooseTarget(options: TargetOptions, config: Config, variables: Variables): TargetChoice {
  const environmentName = options.environment ?? (variables['EVERLOOP_ENVIRONMENT'] || 'local');
  const environment = config.environments[environmentName];
  if (!environment) {
    const known = Object.keys(config.environments).join(', ');
    throw new WrongUse(
      `everloop: --environment must be one of ${known}, got ${environmentName}; add it to everloop.config.ts`,
    );
  }
  if (environment.account === ACCOUNT) {
    if (options.profile === undefined) return { kind: 'laptop', environmentName };
    throw new WrongUse(
      `everloop: --profile must come with an environment in an account, got ${environmentName}, which is on this machine; add --environment dev`,
    );
  }
  if (variables['EVERLOOP_ENVIRONMENT'] === 'local' && variables['AWS_ENDPOINT_URL']) {
    throw new WrongUse(
      `everloop: AWS_ENDPOINT_URL must be unset for --environment ${environmentName}, got the laptop cloud's; run \`eval "$(npx everloop env --unset)"\``,
    );
  }
  const settings = {
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(environment.region !== undefined && { region: environment.region }),
  };
  return { kind: 'account', environmentName, settings };
}
