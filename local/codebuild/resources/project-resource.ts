import { randomBytes } from 'node:crypto';
import { lowerFirstMembers } from '../../codepipeline/resources/lower-first';
import { type Operations, perform } from '../../service/api/operations';
import type { ServiceApi } from '../../service/api/service-api';
import type { ResourceHandler, ResourceRequest, ResourceResult } from '../../service/registry';

type Fields = Record<string, unknown>;

/** What a project of a template has and the API does not take with it. */
const ELSEWHERE = ['Triggers', 'Visibility', 'ResourceAccessRole'];
/** Members whose names differ from the template's by more than their first letter. */
const RENAMED: Readonly<Record<string, string>> = { buildSpec: 'buildspec' };
const LONGEST_NAME = 150;

/** AWS::CodeBuild::Project. Ref is the name, Fn::GetAtt has Arn. */
export function projectResource(api: ServiceApi, operations: Operations): ResourceHandler {
  const call = async (operation: string, request: Fields): Promise<Fields> => {
    const coerced = api.coerce(api.inputOf(operation) ?? '', request);
    return (await perform(api, operations, { operation, request: coerced })) as Fields;
  };
  const result = (answer: Fields): ResourceResult => {
    const { name, arn } = answer['project'] as { name: string; arn: string };
    return { physicalId: name, attributes: { Arn: arn, Id: name } };
  };
  const create = async (request: ResourceRequest) =>
    result(await call('CreateProject', { ...membersOf(request), name: nameOf(request) }));
  return {
    create,
    async update(physicalId, request) {
      const name = request.properties['Name'];
      if (name !== undefined && name !== physicalId) return create(request);
      return result(await call('UpdateProject', { ...membersOf(request), name: physicalId }));
    },
    async delete(physicalId) {
      await call('DeleteProject', { name: physicalId });
    },
  };
}

function membersOf({ properties }: ResourceRequest): Fields {
  const given = Object.entries(properties).filter(([name]) => !ELSEWHERE.includes(name));
  return renamed(lowerFirstMembers(Object.fromEntries(given))) as Fields;
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [RENAMED[name] ?? name, renamed(one)]));
}

function nameOf({ properties, stack, logicalId }: ResourceRequest): string {
  if (properties['Name'] !== undefined) return String(properties['Name']);
  const start = `${logicalId}-${stack}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, LONGEST_NAME - 13);
  return `${start}-${randomBytes(6).toString('hex')}`;
}
