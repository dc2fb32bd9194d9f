import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  DescribeModelPackageCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { findDeployment } from '../../cli/deployment/find-deployment';
import { S3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import type { Stage } from '../../lambdas/contracts/serving-settings';
import { parseS3Uri } from '../../lambdas/domain/s3-uri';
import { REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { eventually } from './deployed-everloop';
import { drawPhotos } from './drawn-photos';
import { TestCloud } from './laptop-cloud';

const workload = 'product-images';
const group = `everloop-local-${workload}`;

/** Small sets are judged by no floor that photos of a shop should reach. */
const lenient = 'GateOverrides={"floors":[{"fromExamples":0,"overall":0.3}],"minGoldenPerClass":1}';

export interface Registered {
  /** Changes the unpacked model before it is packed again. */
  readonly alter?: (folder: string) => void;
  /** Writes the artifact in S3 over, behind the back of the registry. */
  readonly tampered?: boolean;
}

export interface Ended {
  readonly status: string;
  readonly cause: string;
}

interface ReleaseCloudSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Everloop deployed on a cloud of its own, with a golden set and one trained version. */
export class ReleaseCloud {
  readonly cloud = new TestCloud();
  readonly sageMaker: SageMakerClient;
  readonly objects: S3ObjectStore;
  private readonly sfn: SFNClient;

  private constructor(
    readonly settings: ReleaseCloudSettings,
    readonly deployment: Deployment,
    cloud: TestCloud,
  ) {
    this.cloud = cloud;
    this.sageMaker = new SageMakerClient(settings);
    this.objects = new S3ObjectStore(new S3Client({ ...settings, forcePathStyle: true }));
    this.sfn = new SFNClient(settings);
  }

  static async start(): Promise<ReleaseCloud> {
    const world = await ReleaseCloud.untrained();
    const { cloud } = world;
    await run(cloud, 'dataset', 'import', await drawPhotos(cloud.folder, 'test', 100), '--golden', '--json');
    await run(cloud, 'dataset', 'import', await drawPhotos(cloud.folder, 'train', 300), '--json');
    await run(cloud, 'train', workload, '--wait', '--json', '--parameter', lenient);
    return world;
  }

  /** Without a golden set and without a version. */
  static async untrained(): Promise<ReleaseCloud> {
    const cloud = new TestCloud();
    const { endpoint } = await cloud.up();
    const settings = { endpoint, region: REGION, credentials: ROOT_CREDENTIALS };
    await run(cloud, 'deploy');
    return new ReleaseCloud(settings, await findDeployment('local', new CloudFormationClient(settings)), cloud);
  }

  run(...words: string[]): Promise<string> {
    return run(this.cloud, ...words);
  }

  async json<T>(...words: string[]): Promise<T> {
    return JSON.parse(await this.run(...words, '--json')) as T;
  }

  /** A version like the trained one, or altered. @returns its number */
  async register({ alter, tampered = false }: Registered = {}): Promise<number> {
    const trained = await this.describe(1);
    const [container] = trained.InferenceSpecification?.Containers ?? [];
    const stored = await this.objects.get(parseS3Uri(container?.ModelDataUrl ?? ''));
    const packed = repacked(this.cloud.folder, stored?.bytes ?? new Uint8Array(), alter);
    const key = `training/${workload}/registered-${Date.now()}/model.tar.gz`;
    const target = { bucket: this.deployment.ModelsBucket, key };
    const bytes = tampered ? Buffer.concat([packed.bytes, Buffer.from('x')]) : packed.bytes;
    await this.objects.put(target, { bytes, contentType: 'application/gzip' });
    const { ModelPackageArn = '' } = await this.sageMaker.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: group,
        ModelApprovalStatus: 'PendingManualApproval',
        InferenceSpecification: {
          Containers: [{ Image: container?.Image, ModelDataUrl: `s3://${target.bucket}/${key}` }],
          SupportedContentTypes: ['image/png'],
          SupportedResponseMIMETypes: ['application/json'],
        },
        ModelMetrics: trained.ModelMetrics,
        CustomerMetadataProperties: {
          ...trained.CustomerMetadataProperties,
          correlationId: `person-${Date.now()}`,
          artifactSha256: packed.artifactSha256,
          contentSha256: packed.contentSha256,
        },
      }),
    );
    return Number(ModelPackageArn.split('/').at(-1));
  }

  /** Says Approved or Rejected as the console does, without the command line's own look-ups. */
  async decide(
    version: number,
    ModelApprovalStatus: 'Approved' | 'Rejected',
    ApprovalDescription = 'test',
  ): Promise<void> {
    const ModelPackageArn = this.arnOf(version);
    await this.sageMaker.send(
      new UpdateModelPackageCommand({ ModelPackageArn, ModelApprovalStatus, ApprovalDescription }),
    );
  }

  /** Runs "Deploy model" by itself. */
  async deploy(version: number, stage: Stage): Promise<Ended> {
    return this.endOf(await this.startDeployment(version, stage));
  }

  /** @returns the ARN of the execution */
  async startDeployment(version: number, stage: Stage): Promise<string> {
    const call = { workload, stage, modelPackageArn: this.arnOf(version), correlationId: `person-${Date.now()}` };
    const stateMachineArn = this.deployment.DeployModelWorkflow;
    const { executionArn = '' } = await this.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(call) }),
    );
    return executionArn;
  }

  endOf(executionArn: string): Promise<Ended> {
    return eventually('the end of the deployment', async () => {
      const { status = '', cause = '' } = await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' ? null : { status, cause };
    });
  }

  /** Approvals tell nobody from now on: versions are deployed by hand only. */
  async openNoReleases(): Promise<void> {
    const client = new EventBridgeClient(this.settings);
    const { Rules = [] } = await client.send(new ListRulesCommand({}));
    const opening = Rules.filter(({ Description = '' }) => Description.includes('of our models that were approved'));
    if (opening.length === 0) throw new Error('release cloud: a rule must open releases, got none; see lib/release');
    for (const { Name } of opening) await client.send(new DisableRuleCommand({ Name }));
  }

  /** Makes "Deploy model" quicker: nothing else of the deployed workflow changes. */
  async hurry({ bakeSeconds, goldenImages }: { bakeSeconds: number; goldenImages: number }): Promise<void> {
    const stateMachineArn = this.deployment.DeployModelWorkflow;
    const { definition = '' } = await this.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const changed = definition
      .replace(/("bakeSeconds":\s*)\d+/g, `$1${bakeSeconds}`)
      .replace(/("goldenImages":\s*)\d+/g, `$1${goldenImages}`);
    await this.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: changed }));
  }

  describe(version: number) {
    return this.sageMaker.send(new DescribeModelPackageCommand({ ModelPackageName: this.arnOf(version) }));
  }

  arnOf(version: number): string {
    return `arn:aws:sagemaker:${REGION}:000000000000:model-package/${group}/${version}`;
  }
}

async function run(cloud: TestCloud, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await cloud.run(...words, '--quiet');
  if (code !== 0) throw new Error(`everloop ${words.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

/** Unpacks an artifact, alters it, packs it again. */
function repacked(parent: string, artifact: Uint8Array, alter: Registered['alter']) {
  const folder = fs.mkdtempSync(path.join(parent, 'model-'));
  const [archive, files] = [path.join(folder, 'model.tar.gz'), path.join(folder, 'files')];
  fs.mkdirSync(files);
  fs.writeFileSync(archive, artifact);
  execFileSync('tar', ['-xzf', archive, '-C', files]);
  alter?.(files);
  execFileSync('tar', ['-czf', archive, '-C', files, '.']);
  const bytes = fs.readFileSync(archive);
  return { bytes, artifactSha256: sha256(bytes), contentSha256: contentSha256(files) };
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** As the container computes it of what it loaded. */
function contentSha256(folder: string): string {
  const names = fs.readdirSync(folder).sort();
  const hashes = names.map(name => [name, sha256(fs.readFileSync(path.join(folder, name)))]);
  return sha256(JSON.stringify(Object.fromEntries(hashes)));
}
