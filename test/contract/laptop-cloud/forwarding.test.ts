import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { CloudFormationClient, CreateStackCommand, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { cloudPaths } from '../../../local/cloud/paths';
import { ROOT, signedCall } from '../../support/signed-call';
import { clientOf, eventually, uniqueName } from './iam-world';

jest.setTimeout(60_000);

const OPERATIONS: readonly (readonly [service: string, target: string])[] = [
  ['sagemaker', 'SageMaker.CreateNotebookInstance'],
  ['codepipeline', 'CodePipeline_20150709.PollForJobs'],
  ['codebuild', 'CodeBuild_20161006.CreateFleet'],
  ['codecommit', 'CodeCommit_20150413.ListRepositories'],
  ['codeconnections', 'com.amazonaws.codeconnections.CodeConnections_20231201.ListConnections'],
  ['codestar-connections', 'com.amazonaws.codestar.connections.CodeStar_connections_20191201.ListConnections'],
  ['application-autoscaling', 'AnyScaleFrontendService.DescribeScalableTargets'],
];

describe('services that the emulator lacks', () => {
  test.each(OPERATIONS)('%s is answered by the local service, which names what it lacks', async (service, target) => {
    const { status, text } = await signedCall(ROOT, { service, target, json: {} });
    const operation = target.slice(target.lastIndexOf('.') + 1);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({
      __type: 'UnknownOperationException',
      message: `not implemented on the laptop cloud yet: ${service}.${operation}`,
    });
  });

  test('inference is told from the control plane by its path', async () => {
    const call = { service: 'sagemaker', path: '/endpoints/photos/invocations', json: {} };
    expect((await signedCall(ROOT, call)).text).toContain('Endpoint photos of account 000000000000 not found.');
  });

  test('a resource type that nobody implements rolls its stack back and names the type', async () => {
    const client = new CloudFormationClient(clientOf());
    const StackName = uniqueName('unknown-type');
    const Resources = {
      Package: { Type: 'AWS::SageMaker::ModelPackage', Properties: { ModelPackageGroupName: 'g' } },
    };
    await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }) }));
    const reason = await eventually(async () => {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
      return StackEvents.find(
        event => event.LogicalResourceId === 'Package' && event.ResourceStatus === 'CREATE_FAILED',
      );
    });
    expect(reason.ResourceStatusReason).toContain(
      'not implemented on the laptop cloud yet: AWS::SageMaker::ModelPackage',
    );
    client.destroy();
  });
});

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Records requests and gives each the same answer. */
class Recorder {
  readonly received: Received[] = [];
  private readonly server: Server;

  constructor(status: number, headers: Record<string, string>, body: string) {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method, url } = request;
      this.received.push({ method, url, headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, headers).end(body);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', () => resolve()));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}

/** Runs Python inside the plug-in, with its calls going to `serviceUrl`; returns the JSON that it printed last. */
async function inPlugIn(serviceUrl: string, lines: readonly string[]): Promise<unknown> {
  const { root, python } = cloudPaths();
  const { stdout } = await promisify(execFile)(python, ['-c', lines.join('\n')], {
    cwd: path.join(root, 'local', 'ministack'),
    env: { PATH: process.env['PATH'], EVERLOOP_SERVICE_URL: serviceUrl, LOG_LEVEL: 'ERROR' },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

const CALL_SAGEMAKER = [
  'import asyncio, json, forward_services',
  'handle = forward_services.forwarder("sagemaker")',
  'headers = {"host": "x", "content-length": "1", "x-amz-target": "SageMaker.ListModels"}',
  'status, got, body = asyncio.run(handle("POST", "/a b", headers, b"{\\"a\\":1}", {"q": ["1", "2"]}))',
  'print(json.dumps([status, {name.lower(): value for name, value in got.items()}, body.decode()]))',
];

describe('the plug-in', () => {
  test('hands an AWS call on as it came, with service, account and region', async () => {
    const recorder = new Recorder(
      418,
      { 'x-amzn-errortype': 'Teapot', 'content-type': 'application/x-amz-json-1.1' },
      '{"x":1}',
    );
    const answer = await inPlugIn(await recorder.start(), CALL_SAGEMAKER);
    recorder.stop();
    expect(answer).toEqual([
      418,
      { 'x-amzn-errortype': 'Teapot', 'content-type': 'application/x-amz-json-1.1' },
      '{"x":1}',
    ]);
    expect(recorder.received).toHaveLength(1);
    expect(recorder.received[0]).toMatchObject({
      method: 'POST',
      url: '/a%20b?q=1&q=2',
      body: '{"a":1}',
      headers: {
        'x-amz-target': 'SageMaker.ListModels',
        'x-everloop-service': 'sagemaker',
        'x-everloop-account': '000000000000',
        'x-everloop-region': 'us-east-1',
        'content-length': '7',
      },
    });
  });

  test('answers ServiceUnavailableException when the local service is gone', async () => {
    const [status, , body] = (await inPlugIn('http://127.0.0.1:9', CALL_SAGEMAKER)) as [number, unknown, string];
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ __type: 'ServiceUnavailableException' });
  });

  test('hands on create, update and delete of a resource and returns its id and attributes', async () => {
    const recorder = new Recorder(
      200,
      {},
      JSON.stringify({ physicalId: 'arn:of:it', attributes: { Arn: 'arn:of:it' } }),
    );
    const made = await inPlugIn(await recorder.start(), [
      'import json, forward_resources',
      'handler = forward_resources.handler_of("AWS::SageMaker::Pipeline")',
      'created = handler["create"]("Logical", {"A": "1"}, "stack")',
      'updated = handler["update"]("id", {"A": "1"}, {"A": "2"}, "stack", "Logical")',
      'print(json.dumps([created, updated, handler["delete"]("id", {"A": "2"}, "Logical")]))',
    ]);
    recorder.stop();
    expect(made).toEqual([['arn:of:it', { Arn: 'arn:of:it' }], ['arn:of:it', { Arn: 'arn:of:it' }], null]);
    const common = {
      type: 'AWS::SageMaker::Pipeline',
      account: '000000000000',
      region: 'us-east-1',
      logicalId: 'Logical',
    };
    expect(recorder.received.map(({ method, url, body }) => ({ method, url, ...JSON.parse(body) }))).toEqual([
      { method: 'POST', url: '/_cfn', ...common, operation: 'create', properties: { A: '1' }, stack: 'stack' },
      {
        ...{ method: 'POST', url: '/_cfn', ...common, operation: 'update', physicalId: 'id', stack: 'stack' },
        ...{ properties: { A: '2' }, oldProperties: { A: '1' } },
      },
      { method: 'POST', url: '/_cfn', ...common, operation: 'delete', physicalId: 'id', properties: { A: '2' } },
    ]);
  });
});
