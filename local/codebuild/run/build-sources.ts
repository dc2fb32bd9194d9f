import fs from 'node:fs';
import path from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { unpackInto } from '../../codepipeline/artifacts/zip';
import type { ClientSettings } from '../../sagemaker/cloud/settings';
import type { Build, Source } from '../builds/build';
import { type Buildspec, InvalidBuildspec } from '../buildspec/buildspec';
import { parseBuildspec } from '../buildspec/parse-buildspec';
import { BuildFailed } from './build-failed';

export interface SourceFolders {
  /** CODEBUILD_SRC_DIR. */
  readonly main: string;
  /** By identifier: CODEBUILD_SRC_DIR_<identifier>. */
  readonly secondary: Readonly<Record<string, string>>;
}

/** Fetches and unpacks the build's sources with its role. @throws BuildFailed */
export async function fetchSources(build: Build, folder: string, settings: ClientSettings): Promise<SourceFolders> {
  const main = path.join(folder, 'src');
  await fetchSource(build.source, { folder: main, settings, version: build.sourceVersion });
  const secondary: Record<string, string> = {};
  for (const source of build.secondarySources) {
    const name = source.sourceIdentifier ?? '';
    secondary[name] = path.join(folder, 'secondary', name);
    await fetchSource(source, { folder: secondary[name], settings, version: undefined });
  }
  return { main, secondary };
}

interface Fetch {
  readonly folder: string;
  readonly settings: ClientSettings;
  /** Of the S3 object. */
  readonly version: string | undefined;
}

async function fetchSource(source: Source, { folder, settings, version }: Fetch): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  if (source.type === 'NO_SOURCE' || source.location === undefined) return;
  const [bucket = '', ...key] = source.location.replace(/^arn:[^:]*:s3:::/, '').split('/');
  const client = new S3Client({ ...settings, forcePathStyle: true });
  try {
    const which = version === undefined ? {} : { VersionId: version };
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key.join('/'), ...which }));
    await unpackInto((await Body?.transformToByteArray()) ?? new Uint8Array(), folder);
  } catch (error) {
    const { name, message } = error as Error;
    throw new BuildFailed(
      'CLIENT_ERROR',
      `${name}: ${message} for primary source and source version ${source.location}`,
    );
  } finally {
    client.destroy();
  }
}

const isInline = (text: string) => text.includes('\n') || /^\s*(\{|version\s*:)/.test(text);

/** The project's buildspec: its text, or a file of the source. @throws BuildFailed */
export function readBuildspec({ source }: Build, folder: string): Buildspec {
  const given = source.buildspec ?? 'buildspec.yml';
  try {
    return parseBuildspec(isInline(given) ? given : fileText(folder, given));
  } catch (error) {
    if (!(error instanceof InvalidBuildspec)) throw error;
    throw new BuildFailed('YAML_FILE_ERROR', error.message.replace(/^YAML_FILE_ERROR: /, ''));
  }
}

function fileText(folder: string, name: string): string {
  const file = path.resolve(folder, name);
  if (file.startsWith(`${folder}${path.sep}`) && fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
  throw new InvalidBuildspec(`stat ${name}: no such file or directory`);
}
