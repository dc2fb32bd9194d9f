import { fileInZip } from '../../artifacts/zip';
import type { Artifact } from '../../executions/execution';
import { ActionFailed, calling } from '../action-failed';
import type { ActionWork } from '../action-kind';

export interface Parameter {
  readonly ParameterKey: string;
  readonly ParameterValue: string;
}

/** What a stack is made of, as CreateStack, UpdateStack and CreateChangeSet take it. */
export interface StackRequest {
  readonly StackName: string;
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly Parameters: readonly Parameter[];
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly Capabilities?: readonly string[];
  readonly RoleARN?: string;
}

/** Bytes of a TemplateBody; longer ones come from S3 (CloudFormation quotas). */
const MOST_BODY_BYTES = 51_200;

type Json = Readonly<Record<string, unknown>>;

/** Reads template and settings from the input artifacts. @throws ActionFailed */
export async function stackRequest(work: ActionWork): Promise<StackRequest> {
  const { StackName = '', TemplatePath = '', TemplateConfiguration, Capabilities, RoleArn } = work.configuration;
  const settings = TemplateConfiguration
    ? parsed(await fileOf(work, TemplateConfiguration), TemplateConfiguration)
    : {};
  const overrides = parsed(work.configuration['ParameterOverrides'] ?? '{}', 'ParameterOverrides');
  const parameters = { ...(settings['Parameters'] as Json), ...(await valuesOf(work, overrides)) };
  const tags = Object.entries((settings['Tags'] ?? {}) as Readonly<Record<string, string>>);
  return {
    StackName,
    ...(await templateOf(work, TemplatePath)),
    Parameters: Object.entries(parameters).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: textOf(value),
    })),
    ...(tags.length > 0 && { Tags: tags.map(([Key, Value]) => ({ Key, Value })) }),
    ...(Capabilities && { Capabilities: Capabilities.split(',').map(one => one.trim()) }),
    ...(RoleArn && { RoleARN: RoleArn }),
  };
}

/** Lists of values are joined by commas. */
const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));

async function templateOf(work: ActionWork, path: string): Promise<Pick<StackRequest, 'TemplateBody' | 'TemplateURL'>> {
  const text = await fileOf(work, path);
  if (Buffer.byteLength(text) <= MOST_BODY_BYTES) return { TemplateBody: text };
  const place = work.output('Template');
  await calling('s3:PutObject', () => work.artifacts.write(place, Buffer.from(text)));
  return { TemplateURL: `https://s3.${work.world.scope.region}.amazonaws.com/${place.bucket}/${place.key}` };
}

/** @param path `<artifact>::<file>` */
async function fileOf(work: ActionWork, path: string): Promise<string> {
  const [name = '', file = ''] = path.split('::');
  const artifact = artifactOf(work, name);
  const archive = await calling('s3:GetObject', () => work.artifacts.read(artifact));
  let bytes: Uint8Array | undefined;
  try {
    bytes = fileInZip(archive, file);
  } catch (error) {
    throw new ActionFailed('ConfigurationError', `Artifact ${name} must be a ZIP file: ${(error as Error).message}`);
  }
  if (bytes) return Buffer.from(bytes).toString('utf8');
  throw new ActionFailed('ConfigurationError', `File [${file}] does not exist in artifact [${name}]`);
}

function artifactOf({ record }: ActionWork, name: string): Artifact {
  const found = record.inputArtifacts.find(one => one.name === name);
  if (found) return found;
  throw new ActionFailed(
    'ConfigurationError',
    `Artifact ${name} must be an input artifact of action ${record.actionName}`,
  );
}

function parsed(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new ActionFailed('ConfigurationError', `${what} must be JSON: ${(error as Error).message}`);
  }
}

/** Values of ParameterOverrides: texts, Fn::GetArtifactAtt and Fn::GetParam (user guide, "Parameter override functions"). */
async function valuesOf(work: ActionWork, overrides: Json): Promise<Json> {
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(overrides)) entries.push([key, await valueIn(work, value)]);
  return Object.fromEntries(entries);
}

async function valueIn(work: ActionWork, value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { 'Fn::GetArtifactAtt': attribute, 'Fn::GetParam': parameter } = value as Readonly<Record<string, string[]>>;
  if (attribute) {
    const { bucket, key } = artifactOf(work, attribute[0] ?? '');
    const url = `https://s3.${work.world.scope.region}.amazonaws.com/${bucket}/${key}`;
    return { BucketName: bucket, ObjectKey: key, URL: url }[attribute[1] ?? ''];
  }
  if (!parameter) return JSON.stringify(value);
  const [artifact, file, key = ''] = parameter;
  return parsed(await fileOf(work, `${artifact}::${file}`), file ?? '')[key];
}
