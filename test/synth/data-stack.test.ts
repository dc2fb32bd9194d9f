import { Match, type Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from '../support/state-machines';
import { synthesize, synthesizeWith } from '../support/synthesize';

let data: Template;
beforeAll(() => {
  data = synthesize('dev')['Data']!;
});

const buckets = (template: Template) => resourcesOf(template, 'AWS::S3::Bucket');
const isLogBucket = ([id]: [string, unknown]) => id.includes('AccessLogs');

describe('every bucket', () => {
  it('is one of six', () => expect(buckets(data)).toHaveLength(6));

  it('blocks public access', () => {
    for (const [, { Properties }] of buckets(data)) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });

  it('refuses plain HTTP', () => {
    const policies = resourcesOf(data, 'AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(6);
    for (const [, { Properties }] of policies) {
      const denials = Properties.PolicyDocument.Statement.filter((statement: any) => statement.Effect === 'Deny');
      expect(denials).toContainEqual(
        expect.objectContaining({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it('of data is versioned, logged, and encrypted with our key', () => {
    for (const [, { Properties }] of buckets(data).filter(bucket => !isLogBucket(bucket))) {
      expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      expect(Properties.LoggingConfiguration.DestinationBucketName.Ref).toMatch(/AccessLogs/);
      const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect(rule).toMatchObject({
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
      });
    }
  });

  it('of logs uses the key of S3, since S3 can deliver to no other', () => {
    const [, { Properties }] = buckets(data).find(isLogBucket)!;
    const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256');
  });
});

it('intake tells EventBridge of its objects, without a custom resource', () => {
  data.hasResourceProperties('AWS::S3::Bucket', {
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  });
  data.resourceCountIs('Custom::S3BucketNotifications', 0);
});

it('intake keeps objects as long as the configuration says', () => {
  const template = synthesizeWith({ retentionDays: { intake: 12, noncurrentVersions: 3 } })['Data']!;
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: Match.arrayWith([
        Match.objectLike({ ExpirationInDays: 12, NoncurrentVersionExpiration: { NoncurrentDays: 3 } }),
      ]),
    },
  });
});

it('the ledger can be restored to any second of 35 days', () => {
  data.hasResourceProperties('AWS::DynamoDB::Table', {
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
  });
});

it('the key rotates and serves EventBridge, CloudWatch and Logs', () => {
  const [[, key]] = resourcesOf(data, 'AWS::KMS::Key') as [[string, any]];
  const services = key.Properties.KeyPolicy.Statement.flatMap((statement: any) => statement.Principal.Service ?? []);
  expect(key.Properties.EnableKeyRotation).toBe(true);
  expect(new Set(services)).toEqual(
    new Set(['events.amazonaws.com', 'cloudwatch.amazonaws.com', 'logs.eu-central-1.amazonaws.com']),
  );
});

describe('data', () => {
  const policies = (template: Template) =>
    ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::DynamoDB::Table'].flatMap(type =>
      resourcesOf(template, type).map(([, resource]) => resource.DeletionPolicy),
    );

  it('stay where the configuration does not let them go', () => {
    const template = synthesize('prod')['Data']!;
    expect(new Set(policies(template))).toEqual(new Set(['Retain']));
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
    template.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
  });

  it('go with the stack where it does', () => {
    expect(new Set(policies(data))).toEqual(new Set(['Delete']));
    data.resourceCountIs('Custom::S3AutoDeleteObjects', 6);
  });

  it('are emptied by a function whose log goes with the stack too', () => {
    const [emptying] = Object.values(data.findResources('AWS::Lambda::Function'));
    const logGroup = emptying?.['Properties'].LoggingConfig.LogGroup.Ref as string;
    expect(data.findResources('AWS::Logs::LogGroup')[logGroup]).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { KmsKeyId: expect.anything(), RetentionInDays: 30 },
    });
  });
});
