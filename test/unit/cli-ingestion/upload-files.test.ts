import type { IntakeUploads } from '../../../cli/ingestion/intake-uploads';
import { uploadFiles } from '../../../cli/ingestion/upload-files';
import type { PlannedUpload } from '../../../cli/ingestion/upload-plan';

const planned = Array.from({ length: 6 }, (_, index): PlannedUpload => {
  const name = `${index}.jpg`;
  const file = { path: name, location: name, relative: name, sizeBytes: 10, isUtf8: true };
  return { file, key: `incoming/product-images/${name}`, workload: 'product-images', contentType: 'image/jpeg' };
});

const options = (signal = new AbortController().signal) => ({ concurrency: 2, signal, onProgress: () => undefined });

describe('uploading', () => {
  it('sends every file once, at most `concurrency` at a time, and reports in the order of the plan', async () => {
    let now = 0;
    let most = 0;
    const uploads: IntakeUploads = {
      async send({ key }) {
        most = Math.max(most, ++now);
        await new Promise(resolve => setTimeout(resolve, key.includes('0') ? 20 : 1));
        now--;
        return { versionId: `version of ${key}` };
      },
    };
    const { sent, failed, left } = await uploadFiles(planned, uploads, options());
    expect(sent.map(({ path }) => path)).toEqual(['0.jpg', '1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg']);
    expect(sent[3]).toMatchObject({ versionId: 'version of incoming/product-images/3.jpg', bytes: 10 });
    expect({ most, failed, left }).toEqual({ most: 2, failed: [], left: 0 });
  });

  it('goes on after a file that fails', async () => {
    const uploads: IntakeUploads = {
      async send({ key }) {
        if (key.endsWith('2.jpg')) throw new Error('AccessDenied');
        return { versionId: '1' };
      },
    };
    const { sent, failed } = await uploadFiles(planned, uploads, options());
    expect(sent).toHaveLength(5);
    expect(failed).toEqual([{ path: '2.jpg', key: 'incoming/product-images/2.jpg', error: 'AccessDenied' }]);
  });

  it('counts what was sent and what was left when it is interrupted', async () => {
    const interruption = new AbortController();
    let calls = 0;
    const uploads: IntakeUploads = {
      async send() {
        if (++calls === 4) interruption.abort();
        interruption.signal.throwIfAborted();
        return { versionId: '1' };
      },
    };
    const { sent, failed, left } = await uploadFiles(planned, uploads, options(interruption.signal));
    expect({ sent: sent.length, failed, left }).toEqual({ sent: 3, failed: [], left: 3 });
  });
});
