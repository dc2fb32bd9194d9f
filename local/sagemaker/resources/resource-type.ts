import { randomUUID } from 'node:crypto';
import type { ResourceHandler, ResourceRequest, ResourceResult } from '../../service/registry';
import type { SageMakerApi } from '../api/sagemaker-api';
import { SageMakerError } from '../errors';
import { type Operations, perform } from '../operations';
import type { Tag } from '../store/tags';
import { generatedName } from './generated-name';

type Properties = Readonly<Record<string, unknown>>;

/** A CloudFormation type that is made of API operations. Properties are request members unless `translate` says otherwise. */
export interface ResourceType {
  readonly type: string;
  /** Property that holds the name; generated when absent. */
  readonly name: string;
  readonly create: string;
  readonly describe: string;
  readonly remove: string;
  /** Operation for changes, and the properties that it can't change: those mean a replacement. No operation: always. */
  readonly update?: { readonly operation: string; readonly immutable: readonly string[] };
  translate?(properties: Properties): Properties;
  /** Properties that are members of the update operation only. */
  readonly updateOnly?: readonly string[];
  /** Operations that take a ClientRequestToken, which SDKs make up. */
  readonly tokens?: readonly string[];
  /** What Ref and Fn::GetAtt return, from the Describe answer. */
  result(described: Properties): ResourceResult;
  /** Name for the operations, from what Ref returns: an ARN has it in lower case only. */
  nameOf(physicalId: string): string;
  /** Member of the Describe answer that holds the ARN. */
  readonly arn: string;
  /** Properties whose change needs no operation besides tags. */
  readonly free?: readonly string[];
  /** Resolves when the resource is ready. @throws Error when it never will be */
  settle?(name: string, properties: Properties): Promise<void>;
}

export interface ResourceWorld {
  readonly api: SageMakerApi;
  readonly operations: Operations;
}

/** The handler that the registry calls for `type`. */
export function resourceHandler(world: ResourceWorld, type: ResourceType): ResourceHandler {
  const call = async (operation: string, request: Properties): Promise<Properties> => {
    const shape = world.api.inputOf(operation) ?? '';
    const token = type.tokens?.includes(operation) ? { ClientRequestToken: randomUUID() } : {};
    const coerced = world.api.coerce(shape, { ...request, ...token });
    return (await perform(world.api, world.operations, { operation, request: coerced })) as Properties;
  };
  const described = async (name: string, properties: Properties) => {
    await type.settle?.(name, properties);
    return type.result(await call(type.describe, { [type.name]: name }));
  };
  const members = (properties: Properties) => type.translate?.(properties) ?? properties;

  const retag = async (name: string, before: Properties, after: Properties) => {
    const ResourceArn = (await call(type.describe, { [type.name]: name }))[type.arn];
    const [old, wanted] = [tagsOf(before), tagsOf(after)];
    const TagKeys = old.map(({ Key }) => Key).filter(key => !wanted.some(({ Key }) => Key === key));
    if (TagKeys.length > 0) await call('DeleteTags', { ResourceArn, TagKeys });
    if (wanted.length > 0) await call('AddTags', { ResourceArn, Tags: wanted });
  };

  const create = async (request: ResourceRequest): Promise<ResourceResult> => {
    const name = String(request.properties[type.name] ?? generatedName(request));
    const kept = Object.entries(members(request.properties)).filter(([member]) => !type.updateOnly?.includes(member));
    await call(type.create, { ...Object.fromEntries(kept), [type.name]: name });
    return described(name, request.properties);
  };

  return {
    create,
    async update(physicalId, request, oldProperties) {
      const free = ['Tags', ...(type.free ?? [])];
      const changed = changedProperties(oldProperties, request.properties);
      const real = changed.filter(name => !free.includes(name));
      const immutable = real.filter(name => !type.update || type.update.immutable.includes(name));
      if (immutable.length > 0) return create(request);
      const name = type.nameOf(physicalId);
      if (type.update && real.length > 0) {
        const { Tags: _, ...wanted } = members(request.properties);
        await call(type.update.operation, { ...wanted, [type.name]: name });
      }
      if (changed.includes('Tags')) await retag(name, oldProperties, request.properties);
      return described(name, request.properties);
    },
    async delete(physicalId) {
      try {
        await call(type.remove, { [type.name]: type.nameOf(physicalId) });
      } catch (error) {
        if (!(error instanceof SageMakerError) || !isGone(error)) throw error;
      }
    },
  };
}

const tagsOf = (properties: Properties): readonly Tag[] => (properties['Tags'] ?? []) as readonly Tag[];

const isGone = ({ code, message }: SageMakerError): boolean =>
  code === 'ResourceNotFound' || /could not find|does not exist/i.test(message);

function changedProperties(before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(name => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
