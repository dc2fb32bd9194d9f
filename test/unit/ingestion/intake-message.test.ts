import * as fc from 'fast-check';
import { parseIntakeMessage } from '../../../lambdas/domain/ingestion/intake-message';
import { anyRest, hostileRests } from './hostile-keys';

/** The example event of the S3 User Guide, "EventBridge event message structure". */
const created = (object: Record<string, unknown> = {}, event: Record<string, unknown> = {}) =>
  JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: '2021-11-12T00:00:00Z',
    region: 'ca-central-1',
    resources: ['arn:aws:s3:::amzn-s3-demo-bucket1'],
    detail: {
      version: '0',
      bucket: { name: 'intake' },
      object: {
        key: 'incoming/shop/a.jpg',
        size: 5,
        etag: 'b1946ac92492d2347c6235b4d2611184',
        'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
        sequencer: '617f08299329d189',
        ...object,
      },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '1.2.3.4',
      reason: 'PutObject',
    },
    ...event,
  });

describe('parseIntakeMessage', () => {
  it('reads an S3 event', () => {
    expect(parseIntakeMessage(created())).toEqual({
      kind: 'object',
      bucket: 'intake',
      key: 'incoming/shop/a.jpg',
      versionId: 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
      sequencer: `617F08299329D189${'0'.repeat(48)}`,
      sizeBytes: 5,
      etag: 'b1946ac92492d2347c6235b4d2611184',
      time: '2021-11-12T00:00:00Z',
    });
  });

  it('reads an S3 event of a bucket without versions', () => {
    const parsed = parseIntakeMessage(created({ 'version-id': undefined, sequencer: undefined }));
    expect(parsed).not.toHaveProperty('versionId');
    expect(parsed).not.toHaveProperty('sequencer');
    expect(parsed.kind).toBe('object');
  });

  it('reads a re-drive', () => {
    const message = { source: 'everloop.redrive', bucket: 'intake', key: 'k', why: 'reconciler' };
    expect(parseIntakeMessage(JSON.stringify(message))).toEqual({ kind: 'object', bucket: 'intake', key: 'k' });
    const again = { ...message, versionId: 'v1', reprocessId: 'r1' };
    expect(parseIntakeMessage(JSON.stringify(again))).toMatchObject({ versionId: 'v1', reprocessId: 'r1' });
  });

  it.each(hostileRests)('takes the key %j as it is', rest => {
    expect(parseIntakeMessage(created({ key: rest }))).toMatchObject({ kind: 'object', key: rest });
  });

  it('changes no character of any key', () => {
    fc.assert(
      fc.property(anyRest, key => {
        expect(parseIntakeMessage(created({ key }))).toMatchObject({ kind: 'object', key });
        const redrive = JSON.stringify({ source: 'everloop.redrive', bucket: 'b', key, why: 'backfill' });
        expect(parseIntakeMessage(redrive)).toMatchObject({ kind: 'object', key });
      }),
    );
  });

  it.each([
    ['text that is not JSON', 'hello'],
    ['nothing', ''],
    ['a number', '1'],
    ['null', 'null'],
    ['an array', '[]'],
    ['another source', created({}, { source: 'aws.ec2' })],
    ['another event', created({}, { 'detail-type': 'Object Deleted' })],
    ['an event without detail', created({}, { detail: undefined })],
    ['an event without a key', created({ key: undefined })],
    ['an empty key', created({ key: '' })],
    ['a negative size', created({ size: -1 })],
    ['a size of text', created({ size: '5' })],
    ['a sequencer that is not hexadecimal', created({ sequencer: 'zz' })],
    ['a time that is none', created({}, { time: 'yesterday' })],
    ['a direct S3 notification', JSON.stringify({ Records: [{ s3: { object: { key: 'a+b' } } }] })],
    ['an S3 test message', JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' })],
  ])('cannot read %s', (_, body) => {
    const parsed = parseIntakeMessage(body);
    expect(parsed).toMatchObject({ kind: 'unreadable', reason: { code: 'UNREADABLE_MESSAGE' } });
  });

  it('says which part it could not read', () => {
    const parsed = parseIntakeMessage(created({ sequencer: 'zz' }));
    expect(parsed.kind === 'unreadable' && parsed.reason.message).toMatch(/^message: detail\.object\.sequencer must /);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), body => void parseIntakeMessage(body)));
  });
});
