import { S3Client, CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DynamoDBClient, CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
const s3 = new S3Client({}), d = new DynamoDBClient({});
(async () => {
  const N = Number(process.argv[2]);
  await s3.send(new CreateBucketCommand({ Bucket: 'big' })).catch(() => 0);
  await d.send(new CreateTableCommand({ TableName: 'ledger', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] })).catch(() => 0);
  const t = Date.now(); let i = 0; let worst = 0;
  await Promise.all(Array.from({ length: 8 }, async () => { while (i < N) { const k = i++; const s = Date.now();
    await s3.send(new PutObjectCommand({ Bucket: 'big', Key: `incoming/${k}.jpg`, Body: Buffer.alloc(50000, k % 255) }));
    worst = Math.max(worst, Date.now() - s);
    await d.send(new PutItemCommand({ TableName: 'ledger', Item: { id: { S: `k${k}` }, v: { S: 'x'.repeat(300) } } })); } }));
  console.log(N, 'objects+items', ((Date.now() - t) / 1000).toFixed(1), 's, worst PUT', worst, 'ms');
})();
