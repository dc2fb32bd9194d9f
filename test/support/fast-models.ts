import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {
  CreateModelCommand,
  CreateModelPackageCommand,
  DescribeModelCommand,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { S3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import { importPrefixes } from '../../lambdas/contracts/key-layout';
import { ACCOUNT, clientEnvironment, REGION } from '../../local/cloud/environment';
import type { TestCloud } from './laptop-cloud';

const workload = 'product-images';
export const classes = ['upper-part', 'bottom-part', 'one-piece', 'footwear', 'bags'];
const standIn = path.join(__dirname, '..', '..', 'local', 'cloud', 'container-stand-in.cjs');
/** Pinned as a CDK asset is, in the repository that the endpoints' role may pull from. */
const repository = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/cdk-hnb659fds-container-assets-${ACCOUNT}-${REGION}`;
const image = `${repository}:${'f'.repeat(64)}`;
const goneImage = `${repository}@sha256:${'0'.repeat(64)}`;
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export type ModelFault = 'none' | 'server-errors' | 'slow' | 'wrong-labels';

export interface FastVersion {
  readonly fault?: ModelFault;
  /** Writes another artifact over the registered one, behind the back of the registry. */
  readonly alterAs?: 'bytes' | 'another-model';
  /** Its container is in no repository. */
  readonly imageIs?: 'gone';
  readonly approval?: 'Approved' | 'PendingManualApproval';
}

export interface FastModelsPlace {
  readonly cloud: TestCloud;
  readonly deployment: Deployment;
  readonly objects: S3ObjectStore;
  readonly sageMaker: SageMakerClient;
}

/** Versions whose container starts in a fifth of a second, knows the golden set by heart, and fails as it is told. */
export class FastModels {
  private made = 0;

  private constructor(
    private readonly place: FastModelsPlace,
    /** Class of each golden image, by the sha256 of its bytes. */
    private readonly answers: Readonly<Record<string, string>>,
  ) {}

  static async create(place: FastModelsPlace): Promise<FastModels> {
    const { cloud } = place;
    const env = { ...process.env, ...clientEnvironment(cloud.paths, cloud.record.endpoint) };
    execFileSync(process.execPath, [standIn, 'build', '-t', image, path.join(__dirname, 'fast-model')], { env });
    return new FastModels(place, await goldenAnswers(place));
  }

  /** Golden images that only fast models can read: ten a class. For clouds without a golden set. */
  static async drawGolden({ deployment, objects }: Pick<FastModelsPlace, 'deployment' | 'objects'>): Promise<void> {
    for (const label of classes) {
      for (let at = 0; at < 10; at += 1) {
        const key = `${importPrefixes.golden}${workload}/${label}/${at}.png`;
        const bytes = Buffer.from(`${label} ${at}`);
        await objects.put({ bucket: deployment.CuratedBucket, key }, { bytes, contentType: 'image/png' });
      }
    }
  }

  /** @returns its number */
  async register({ fault = 'none', alterAs, imageIs, approval = 'Approved' }: FastVersion = {}): Promise<number> {
    const { objects, deployment, sageMaker } = this.place;
    this.made += 1;
    const folder = `training/${workload}/fast-${Date.now()}-${this.made}`;
    const [model, other] = [this.pack(fault), this.pack('wrong-labels')];
    const target = (name: string) => ({ bucket: deployment.ModelsBucket, key: `${folder}/${name}` });
    const altered = alterAs === 'bytes' ? Buffer.concat([model.bytes, Buffer.from('x')]) : other.bytes;
    const stored = alterAs === undefined ? model.bytes : altered;
    await objects.put(target('model.tar.gz'), { bytes: stored, contentType: 'application/gzip' });
    const evaluation = { bytes: Buffer.from(JSON.stringify(evaluated)), contentType: 'application/json' };
    await objects.put(target('evaluation.json'), evaluation);
    const uri = (name: string) => `s3://${deployment.ModelsBucket}/${folder}/${name}`;
    const { ModelPackageArn = '' } = await sageMaker.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: `everloop-local-${workload}`,
        ModelApprovalStatus: approval,
        InferenceSpecification: {
          Containers: [{ Image: imageIs === 'gone' ? goneImage : image, ModelDataUrl: uri('model.tar.gz') }],
          SupportedContentTypes: ['image/png'],
          SupportedResponseMIMETypes: ['application/json'],
        },
        ModelMetrics: {
          ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: uri('evaluation.json') } },
        },
        CustomerMetadataProperties: {
          correlationId: `person-${Date.now()}`,
          artifactSha256: sha256(model.bytes),
          contentSha256: model.contentSha256,
        },
      }),
    );
    return Number(ModelPackageArn.split('/').at(-1));
  }

  /** A model without a version, as somebody may make by hand. @param like a model whose role it takes @returns its name */
  async makeModel(fault: ModelFault, like: string): Promise<string> {
    const { objects, deployment, sageMaker } = this.place;
    this.made += 1;
    const { ExecutionRoleArn } = await sageMaker.send(new DescribeModelCommand({ ModelName: like }));
    const ModelName = `by-hand-${Date.now()}-${this.made}`;
    const target = { bucket: deployment.ModelsBucket, key: `training/${workload}/${ModelName}/model.tar.gz` };
    await objects.put(target, { bytes: this.pack(fault).bytes, contentType: 'application/gzip' });
    const PrimaryContainer = { Image: image, ModelDataUrl: `s3://${target.bucket}/${target.key}` };
    await sageMaker.send(new CreateModelCommand({ ModelName, ExecutionRoleArn, PrimaryContainer }));
    return ModelName;
  }

  private pack(fault: ModelFault) {
    const parent = fs.mkdtempSync(path.join(this.place.cloud.folder, 'fast-'));
    const answers = fault === 'wrong-labels' ? swapped(this.answers) : this.answers;
    // The number keeps the bytes of two models of one kind apart.
    const text = JSON.stringify({ fault, classes, answers, number: this.made });
    fs.writeFileSync(path.join(parent, 'model.json'), text);
    const bytes = execFileSync('tar', ['-cz', '-C', parent, 'model.json']);
    fs.rmSync(parent, { recursive: true });
    return { bytes, contentSha256: sha256(JSON.stringify({ 'model.json': sha256(text) })) };
  }
}

/** Two of five classes change places: most answers stay right. */
function swapped(answers: Readonly<Record<string, string>>): Record<string, string> {
  const [first = '', second = ''] = classes;
  const other: Record<string, string> = { [first]: second, [second]: first };
  return Object.fromEntries(Object.entries(answers).map(([image, label]) => [image, other[label] ?? label]));
}

async function goldenAnswers({ objects, deployment }: FastModelsPlace): Promise<Record<string, string>> {
  const bucket = deployment.CuratedBucket;
  const answers: Record<string, string> = {};
  for (const label of classes) {
    const { keys } = await objects.list(bucket, `${importPrefixes.golden}${workload}/${label}/`);
    for (const { key } of keys) {
      const stored = await objects.get({ bucket, key });
      if (stored) answers[sha256(stored.bytes)] = label;
    }
  }
  return answers;
}

const score = { recall: 0.96, precision: 0.96, npv: 0.99, f1: 0.96, support: 10 };
const evaluated = {
  everloop: {
    formatVersion: 1,
    workload,
    goldenManifestId: 'b'.repeat(64),
    classes,
    challenger: {
      contentSha256: 'a'.repeat(64),
      golden: {
        count: 50,
        accuracy: 0.96,
        macroF1: 0.96,
        perClass: Object.fromEntries(classes.map(name => [name, score])),
      },
      drift: null,
    },
    champion: null,
    championProblem: null,
  },
};
