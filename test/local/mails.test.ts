import { CreateModelPackageCommand, DescribePipelineCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { KeptMail } from '../../cli/mail/kept-mails';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import { versionMetadata } from '../../lambdas/contracts/gate-call';
import { deployedEverloop, eventually } from '../support/deployed-everloop';
import { everloop } from '../support/laptop-cloud';
import { notices } from '../unit/notifications/notices';

const name = 'everloop-local-product-images';
let deployment: Deployment;

beforeAll(async () => {
  ({ deployment } = await deployedEverloop());
}, 240_000);

async function register(correlationId: string): Promise<string> {
  const sageMaker = new SageMakerClient();
  const { PipelineDefinition = '' } = await sageMaker.send(new DescribePipelineCommand({ PipelineName: name }));
  const Image = JSON.parse(PipelineDefinition).Steps[0].Arguments.AppSpecification.ImageUri;
  const { ModelPackageArn = '' } = await sageMaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: name,
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: { Containers: [{ Image, ModelDataUrl: `s3://${deployment.ModelsBucket}/none.tar.gz` }] },
      CustomerMetadataProperties: { [versionMetadata.correlationId]: correlationId },
    }),
  );
  return ModelPackageArn;
}

const mailCommand = (...words: string[]) =>
  everloop(['mail', ...words], { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' });

async function mailsWith(text: string): Promise<KeptMail[]> {
  const { stdout } = await mailCommand('--last', '300', '--json');
  return (JSON.parse(stdout) as { mails: KeptMail[] }).mails.filter(mail => mail.text.includes(text));
}

const mails = (what: string, text: string, count: number) =>
  eventually(what, async () => {
    const found = await mailsWith(text);
    return found.length >= count ? found : null;
  });

it('a version that waits is a mail that everloop mail reads, as text and as a page', async () => {
  const arn = await register(`person-${Date.now()}`);
  const [mail] = await mails('a mail', arn, 1);
  expect(mail).toMatchObject({ kind: 'approval-wanted', workload: 'product-images', to: ['you@example.com'] });
  const printed = await mailCommand(String(mail!.number));
  expect(printed.stdout).toContain(`--model-package-arn ${arn} --model-approval-status Approved`);
  const page = await mailCommand(String(mail!.number), '--html');
  expect(page.stdout.trim()).toMatch(/mails\/\d{3}-approval-wanted\.html$/);
}, 120_000);

it('a notice that comes again and again is one mail, with its charts', async () => {
  const key = `again-${Date.now()}`;
  const text = `news ${key}`;
  const retrained = notices['retrained']!;
  const notice = { ...retrained, key, blocks: [{ kind: 'text', text }, ...retrained.blocks] };
  const sqs = new SQSClient();
  const send = (own: object) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: deployment.NoticeQueueUrl,
        MessageBody: JSON.stringify({ ...notice, ...own }),
      }),
    );
  await Promise.all(Array.from({ length: 6 }, () => send({})));
  await mails('the mail', text, 1);
  await send({});
  await send({ kind: 'released' });
  const found = await mails('the mail of another kind', text, 2);
  expect(found.map(({ kind }) => kind).sort()).toEqual(['released', 'retrained']);
  expect(found[0]!.images.map(({ id }) => id)).toEqual(['chart-1', 'chart-2']);
}, 120_000);
