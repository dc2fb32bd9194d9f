import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { packFiles } from '../../codepipeline/artifacts/zip';
import { S3Objects } from '../../sagemaker/cloud/s3-objects';
import { joinS3 } from '../../sagemaker/cloud/s3-uri';
import type { ClientSettings } from '../../sagemaker/cloud/settings';
import type { Build, BuildArtifacts } from '../builds/build';
import { artifactFiles } from '../buildspec/artifact-files';
import { type ArtifactSpec, type Buildspec, InvalidBuildspec } from '../buildspec/buildspec';
import { BuildFailed } from './build-failed';

export interface Uploaded {
  readonly identifier: string;
  /** ARN of the object or of the folder. */
  readonly location: string;
  readonly sha256sum?: string;
}

export interface UploadParts {
  readonly build: Build;
  readonly spec: Buildspec;
  /** CODEBUILD_SRC_DIR. */
  readonly folder: string;
  readonly settings: ClientSettings;
  readonly log: (line: string) => void;
}

/** Uploads what the buildspec names to where the build's artifacts go. @throws BuildFailed */
export async function uploadArtifacts(parts: UploadParts): Promise<readonly Uploaded[]> {
  const { build, spec, log } = parts;
  const uploaded: Uploaded[] = [];
  for (const target of build.targets.filter(({ type }) => type === 'S3')) {
    const identifier = target.artifactIdentifier ?? '';
    const wanted = spec.secondaryArtifacts[identifier] ?? (identifier === '' ? primary(build, spec) : undefined);
    if (wanted) uploaded.push({ identifier, ...(await upload(parts, target, wanted)) });
    else log(`No artifact files specified${identifier && ` for ${identifier}`}`);
  }
  return uploaded;
}

/** CodePipeline's only output may be a secondary artifact. */
function primary({ targets }: Build, { artifacts, secondaryArtifacts }: Buildspec): ArtifactSpec | undefined {
  const only = Object.values(secondaryArtifacts);
  return artifacts ?? (targets.length === 1 && only.length === 1 ? only[0] : undefined);
}

async function upload(
  { build, folder, settings, log }: UploadParts,
  target: BuildArtifacts,
  spec: ArtifactSpec,
): Promise<Omit<Uploaded, 'identifier'>> {
  const s3 = new S3Objects(settings);
  try {
    const files = artifactFiles(folder, spec);
    log(`Found ${files.length} file(s)`);
    const name = target.overrideArtifactName && spec.name ? spec.name : (target.name ?? build.projectName);
    const id = target.namespaceType === 'BUILD_ID' ? [build.id.split(':')[1] ?? ''] : [];
    const prefix = [target.path, ...id].filter(part => part && part !== '/') as string[];
    const key = path.posix.join(...prefix, name === '/' ? '' : name).replace(/^\//, '');
    const uri = joinS3(`s3://${target.location}`, key);
    const location = `arn:aws:s3:::${target.location}/${key}`;
    if (target.packaging !== 'ZIP') {
      for (const one of files)
        await s3.put(joinS3(uri, one.name), fs.readFileSync(one.file), { kmsKeyId: build.kmsKeyId });
      return { location };
    }
    const archive = await packFiles(files);
    await s3.put(uri, archive, { kmsKeyId: build.kmsKeyId });
    return { location, sha256sum: createHash('sha256').update(archive).digest('hex') };
  } catch (error) {
    if (error instanceof InvalidBuildspec)
      throw new BuildFailed('CLIENT_ERROR', error.message.replace('CLIENT_ERROR: ', ''));
    const { name, message } = error as Error;
    throw new BuildFailed('CLIENT_ERROR', `Failed to upload artifacts: ${name}: ${message}`);
  } finally {
    s3.close();
  }
}
