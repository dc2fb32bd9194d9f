import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { clientEnvironment } from '../../local/cloud/environment';
import { freePort } from '../../local/cloud/ports';
import { answers, waitUntil } from '../../local/cloud/waiting';
import { ROOT, signedCall } from '../../test/support/signed-call';
import { ScratchCloud } from '../laptop-cloud/scratch-cloud';

const ACCOUNT = '000000000000';
const IMAGE = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/tiny:1`;
const container = join(__dirname, '..', '..', 'test', 'support', 'tiny-container');
const standIn = join(__dirname, '..', '..', 'local', 'cloud', 'container-stand-in.cjs');
const BUCKET = 'bench-models';

/** An endpoint of the tiny container on a laptop cloud of its own, and the same container started by hand. */
export class ServedEndpoint {
  readonly cloud = new ScratchCloud();
  private byHand: ChildProcess | undefined;
  private made = 0;

  async start(): Promise<void> {
    await this.cloud.run('up', '--port', String(await freePort()), '--no-bootstrap', '--quiet');
    process.env['EVERLOOP_TEST_ENDPOINT'] = this.cloud.settings.endpoint;
    execFileSync(process.execPath, [standIn, 'build', '-t', IMAGE, container], {
      env: { ...process.env, ...clientEnvironment(this.cloud.paths, this.cloud.settings.endpoint) },
    });
    const s3 = new S3Client({ ...this.cloud.settings, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'model.tar.gz', Body: this.artifact() }));
    await this.makeRole('Serving', 'sagemaker.amazonaws.com', ['s3:*', 'logs:*', 'cloudwatch:*', 'ecr:*']);
    await this.makeRole('Caller', ACCOUNT, ['sagemaker:InvokeEndpoint']);
  }

  get sageMaker(): SageMakerClient {
    return new SageMakerClient(this.cloud.settings);
  }

  /** A client whose rights are asked for each call, as a Lambda's are. */
  async runtime(): Promise<SageMakerRuntimeClient> {
    const sts = new STSClient(this.cloud.settings);
    const request = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/Caller`, RoleSessionName: 'bench' };
    const { Credentials } = await sts.send(new AssumeRoleCommand(request));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    return new SageMakerRuntimeClient({ ...this.cloud.settings, credentials, maxAttempts: 1 });
  }

  /** A new configuration of four instances. @returns its name */
  async makeConfig(environment: Record<string, string> = {}): Promise<string> {
    this.made += 1;
    const name = `bench-${this.made}`;
    const PrimaryContainer = {
      Image: IMAGE,
      ModelDataUrl: `s3://${BUCKET}/model.tar.gz`,
      Environment: environment,
    };
    const ExecutionRoleArn = `arn:aws:iam::${ACCOUNT}:role/Serving`;
    await this.sageMaker.send(new CreateModelCommand({ ModelName: name, ExecutionRoleArn, PrimaryContainer }));
    const variant = {
      VariantName: 'All',
      ModelName: name,
      InstanceType: 'ml.m5.large',
      InitialInstanceCount: 4,
    } as const;
    await this.sageMaker.send(
      new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }),
    );
    return name;
  }

  async makeEndpoint(EndpointName: string, EndpointConfigName: string): Promise<void> {
    await this.sageMaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName }));
    await this.inService(EndpointName);
  }

  async inService(EndpointName: string, withinMs = 60_000): Promise<void> {
    const reached = await waitUntil(
      async () => {
        const { EndpointStatus } = await this.sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
        return EndpointStatus === 'InService';
      },
      { withinMs },
    );
    if (!reached) throw new Error(`bench: ${EndpointName} must come into service within ${withinMs} ms`);
  }

  /** The container without anything before it. @returns its URL */
  async startByHand(): Promise<string> {
    const port = String(await freePort());
    const server = { SAGEMAKER_BIND_TO_PORT: port, EVERLOOP_BIND_ADDRESS: '127.0.0.1' };
    const env = { ...process.env, ...server, SAGEMAKER_BASE_DIR: this.cloud.folder };
    this.byHand = spawn('python3', [join(container, 'tiny.py'), 'serve'], { env, stdio: 'ignore' });
    const url = `http://127.0.0.1:${port}`;
    if (await waitUntil(() => answers(`${url}/ping`, 500), { withinMs: 10_000 })) return url;
    throw new Error('bench: the container must answer within 10 s');
  }

  async stop(): Promise<void> {
    this.byHand?.kill('SIGKILL');
    await this.cloud.remove();
  }

  /** Also unpacked below the state folder, for the container that is started by hand. */
  private artifact(): Buffer {
    const folder = join(this.cloud.folder, 'model');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'model.json'), '{"answer": "42"}');
    const archive = join(this.cloud.folder, 'bench-model.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', folder, '.']);
    return readFileSync(archive);
  }

  private async makeRole(name: string, trusted: string, actions: readonly string[]): Promise<void> {
    const Principal = trusted.includes('.') ? { Service: trusted } : { AWS: trusted };
    const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const iam = async (form: Record<string, string>) => {
      const { status, text } = await signedCall(ROOT, { service: 'iam', form: { ...form, Version: '2010-05-08' } });
      if (status >= 300) throw new Error(`bench: role ${name} must be made, got ${status}: ${text}`);
    };
    const trust = document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
    await iam({ Action: 'CreateRole', RoleName: name, AssumeRolePolicyDocument: trust });
    const policy = document({ Effect: 'Allow', Action: actions, Resource: '*' });
    await iam({ Action: 'PutRolePolicy', RoleName: name, PolicyName: 'bench', PolicyDocument: policy });
  }
}
