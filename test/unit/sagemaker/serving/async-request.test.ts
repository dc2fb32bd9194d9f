import { asyncNotice } from '../../../../local/sagemaker/serving/async/async-notice';
import { asyncRequest } from '../../../../local/sagemaker/serving/async/async-request';

const config = { OutputConfig: { S3OutputPath: 's3://out/photos/', S3FailurePath: 's3://failed' } };
const input = { inputlocation: 's3://in/a.jpg', 'content-type': 'image/jpeg' };

function request(headers: Record<string, string>) {
  const named = Object.entries(headers).map(([name, value]): [string, string] => [`X-Amzn-SageMaker-${name}`, value]);
  return asyncRequest({ endpoint: 'photos', headers: new Headers(named), config, now: 1_000 });
}

test('a request names its results by its id and tells the container what the caller said', () => {
  const made = request({ ...input, 'custom-attributes': 'who=me', 'inference-id': 'i-1' });
  expect(made).toMatchObject({
    inferenceId: 'i-1',
    output: `s3://out/photos/${made.id}.out`,
    failure: `s3://failed/${made.id}-error.out`,
    ttlSeconds: 21_600,
    timeoutSeconds: 900,
    headers: {
      'content-type': 'image/jpeg',
      'x-amzn-sagemaker-custom-attributes': 'who=me',
      'x-amzn-sagemaker-inference-id': 'i-1',
    },
  });
  expect(request(input).inferenceId).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ['no input', {}, 'InputLocation must be an s3:// URI, got nothing'],
  ['a web address', { inputlocation: 'https://x/y' }, 'InputLocation must be an s3:// URI, got https://x/y'],
  [
    'a short life',
    { ...input, requestttlseconds: '59' },
    'RequestTTLSeconds must be a whole number from 60 to 21600, got 59',
  ],
  ['a long time', { ...input, invocationtimeoutseconds: '3601' }, /InvocationTimeoutSeconds .* to 3600, got 3601/],
])('refuses %s', (_, headers, message) => {
  expect(() => request(headers as Record<string, string>)).toThrow(message);
});

test('a notice tells of the result or of the failure', () => {
  const made = request(input);
  const place = { region: 'us-east-1', at: 1_001 };
  const completed = asyncNotice(made, { kind: 'completed', contentType: 'a/b', body: new Uint8Array() }, place);
  expect(completed).toMatchObject({
    eventTime: '1970-01-01T00:16:41.000Z',
    receivedTime: '1970-01-01T00:16:40.000Z',
    invocationStatus: 'Completed',
    responseParameters: { contentType: 'a/b', outputLocation: made.output },
    requestParameters: { contentType: 'image/jpeg', endpointName: 'photos', inputLocation: 's3://in/a.jpg' },
  });
  const failed = asyncNotice(made, { kind: 'failed', reason: 'too large' }, place);
  expect(failed).toMatchObject({ invocationStatus: 'Failed', failureReason: 'too large' });
  expect(failed).not.toHaveProperty('responseParameters');
});
