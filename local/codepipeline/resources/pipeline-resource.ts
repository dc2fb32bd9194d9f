import { randomBytes } from 'node:crypto';
import { type Operations, perform } from '../../service/api/operations';
import type { ServiceApi } from '../../service/api/service-api';
import type { ResourceHandler, ResourceRequest, ResourceResult } from '../../service/registry';
import { lowerFirstMembers } from './lower-first';

type Properties = Readonly<Record<string, unknown>>;
type Fields = Record<string, unknown>;

interface TemplateTag {
  readonly Key: string;
  readonly Value: string;
}

export interface ResourceWorld {
  readonly api: ServiceApi;
  readonly operations: Operations;
  readonly arnOf: (name: string) => string;
}

/** AWS::CodePipeline::Pipeline. Ref is the name, Fn::GetAtt has Version. Like CreatePipeline it starts a first execution. */
export function pipelineResource(world: ResourceWorld): ResourceHandler {
  const call = async (operation: string, request: Fields): Promise<Fields> => {
    const coerced = world.api.coerce(world.api.inputOf(operation) ?? '', request);
    return (await perform(world.api, world.operations, { operation, request: coerced })) as Fields;
  };
  const setTransitions = async (name: string, before: Properties, after: Properties) => {
    const [old, wanted] = [closedIn(before), closedIn(after)];
    for (const { StageName } of old.filter(one => !wanted.some(two => two.StageName === one.StageName))) {
      const stageName = StageName;
      await call('EnableStageTransition', { pipelineName: name, stageName, transitionType: 'Inbound' }).catch(
        () => ({}),
      );
    }
    for (const { StageName: stageName, Reason: reason } of wanted) {
      await call('DisableStageTransition', { pipelineName: name, stageName, transitionType: 'Inbound', reason });
    }
  };
  const create = async (request: ResourceRequest): Promise<ResourceResult> => {
    const name = nameOf(request);
    const tags = tagsOf(request.properties);
    const made = await call('CreatePipeline', {
      pipeline: declarationOf(request.properties, name),
      ...(tags.length > 0 && { tags }),
    });
    await setTransitions(name, {}, request.properties);
    return result(name, made);
  };
  return {
    create,
    async update(physicalId, request, old) {
      const name = request.properties['Name'];
      if (name !== undefined && name !== physicalId) return create(request);
      const made = await call('UpdatePipeline', { pipeline: declarationOf(request.properties, physicalId) });
      await setTransitions(physicalId, old, request.properties);
      await retag(call, world.arnOf(physicalId), { before: tagsOf(old), after: tagsOf(request.properties) });
      const restart = String(request.properties['RestartExecutionOnUpdate']) === 'true';
      if (restart) await call('StartPipelineExecution', { name: physicalId });
      return result(physicalId, made);
    },
    async delete(physicalId) {
      await call('DeletePipeline', { name: physicalId });
    },
  };
}

type Call = (operation: string, request: Fields) => Promise<Fields>;

async function retag(
  call: Call,
  resourceArn: string,
  { before, after }: { readonly before: readonly TagOfApi[]; readonly after: readonly TagOfApi[] },
): Promise<void> {
  const tagKeys = before.map(({ key }) => key).filter(key => !after.some(one => one.key === key));
  if (tagKeys.length > 0) await call('UntagResource', { resourceArn, tagKeys });
  if (after.length > 0) await call('TagResource', { resourceArn, tags: after });
}

interface TagOfApi {
  readonly key: string;
  readonly value: string;
}

const LONGEST_NAME = 100;

const tagsOf = (properties: Properties): readonly TagOfApi[] =>
  ((properties['Tags'] ?? []) as readonly TemplateTag[]).map(({ Key: key, Value: value }) => ({ key, value }));

const closedIn = (properties: Properties) =>
  (properties['DisableInboundStageTransitions'] ?? []) as readonly { StageName: string; Reason: string }[];

const result = (name: string, { pipeline }: Fields): ResourceResult => ({
  physicalId: name,
  attributes: { Version: String((pipeline as { version: number }).version) },
});

function nameOf({ properties, stack, logicalId }: ResourceRequest): string {
  if (properties['Name'] !== undefined) return String(properties['Name']);
  const start = `${stack}-${logicalId}`.slice(0, LONGEST_NAME - 13);
  return `${start}-${randomBytes(6).toString('hex')}`;
}

const ELSEWHERE = ['Name', 'Tags', 'DisableInboundStageTransitions', 'RestartExecutionOnUpdate', 'ArtifactStores'];

/** Keys of these are the user's own. */
const FREE = ['Configuration'];

/** The API's structure from the template's: members begin with a small letter, stores are a map by region. */
function declarationOf(properties: Properties, name: string): Fields {
  const rest = Object.fromEntries(Object.entries(properties).filter(([key]) => !ELSEWHERE.includes(key)));
  const stores = properties['ArtifactStores'] as readonly { Region: string; ArtifactStore: unknown }[] | undefined;
  const byRegion = stores?.map(({ Region, ArtifactStore }) => [Region, lowerFirstMembers(ArtifactStore, FREE)]);
  return {
    ...(lowerFirstMembers(rest, FREE) as Fields),
    name,
    ...(byRegion && { artifactStores: Object.fromEntries(byRegion) }),
  };
}
