import type { ServiceApi } from '../service/api/service-api';
import { ServiceError } from '../service/api/service-error';
import { type TargetHandler, TargetRefused } from '../service/registry';
import type { StartRequest } from './executions/execution';
import type { Starter } from './executions/starter';

/**
 * Starts the pipeline that a rule or a schedule names. What the rule hands over may be `{variables?, sourceRevisions?}`, as
 * an input transformer makes it; the members of a plain event are none of these.
 */
export const pipelineTarget =
  (api: ServiceApi, starter: Starter): TargetHandler =>
  async ({ target, payload, source }) => {
    const request = { name: target.Arn.split(':').at(-1) ?? '', ...given(payload) };
    try {
      api.checkRequest('StartPipelineExecution', request);
      starter.start(request, { triggerType: 'CloudWatchEvent', triggerDetail: source ?? '' });
    } catch (error) {
      if (error instanceof ServiceError && error.status < 500) throw new TargetRefused(error.message);
      throw error;
    }
  };

function given(payload: string): Pick<StartRequest, 'variables' | 'sourceRevisions'> {
  let parsed: Record<string, unknown> = {};
  try {
    parsed = (JSON.parse(payload) ?? {}) as Record<string, unknown>;
  } catch {
    return {}; // a text that is no JSON says nothing
  }
  const members = ['variables', 'sourceRevisions'].filter(name => Array.isArray(parsed[name]));
  return Object.fromEntries(members.map(name => [name, parsed[name]]));
}
