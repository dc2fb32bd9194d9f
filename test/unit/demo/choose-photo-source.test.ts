import { readdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { choosePhotoSource } from '../../../cli/demo/photos/source/choose-photo-source';
import { downloadFashionMnist } from '../../../cli/demo/photos/source/fashion-mnist-download';
import { collect } from './collect';
import { freshFolder, smallFashionMnist, writeFiles } from './idx-files';

const { packed, sha256 } = smallFashionMnist(20);
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const dataSet: RequestListener = (request, response) => {
  const bytes = packed.get((request.url ?? '').slice(1));
  response.writeHead(bytes ? 200 : 404).end(bytes);
};

/** A port that refuses connections: it was free a moment ago. */
async function closedPort(): Promise<string> {
  const url = await serve(() => undefined);
  await new Promise(resolve => servers.pop()!.close(resolve));
  return url;
}

const choose = (cacheFolder: string, url: string) =>
  choosePhotoSource({ cacheFolder, packageFolder: freshFolder(), download: { url, sha256, connectSeconds: 1 } });

afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

describe('choice of the photo source', () => {
  test("prefers the system's package and says so", async () => {
    const packageFolder = freshFolder();
    writeFiles(packageFolder, packed);
    const choice = await choosePhotoSource({ cacheFolder: freshFolder(), packageFolder, download: { sha256 } });
    expect(choice.reason).toBe(`photos: Fashion-MNIST of ${packageFolder}`);
    expect(await collect(choice.source.photos(5, 1))).toHaveLength(5);
  });

  test('downloads once, then uses the cache without the network', async () => {
    const cache = join(freshFolder(), 'data', 'fashion-mnist');
    expect((await choose(cache, await serve(dataSet))).reason).toBe(`photos: Fashion-MNIST downloaded to ${cache}`);
    expect(readdirSync(cache).sort()).toEqual([...packed.keys()].sort());
    const again = await choose(cache, await closedPort());
    expect(again.reason).toBe(`photos: Fashion-MNIST of ${cache}`);
    expect((await collect(again.source.photos(1, 1)))[0]!.label).toBeTruthy();
  });

  test('repairs a damaged cache', async () => {
    const cache = freshFolder();
    writeFiles(cache, packed);
    writeFileSync(join(cache, 't10k-images-idx3-ubyte.gz'), 'half a fi');
    expect(await downloadFashionMnist({ folder: cache, url: await serve(dataSet), sha256 })).toBe(1);
  });

  test('refuses content with another checksum and leaves nothing behind', async () => {
    const cache = freshFolder();
    const wrong = { ...sha256, 'train-images-idx3-ubyte.gz': '0'.repeat(64) };
    const url = await serve(dataSet);
    await expect(downloadFashionMnist({ folder: cache, url, sha256: wrong })).rejects.toThrow(/sha256 must be 0000/);
    expect(readdirSync(cache)).toEqual([]);
  });

  test.each<[string, RequestListener, RegExp]>([
    ['the server has no such file', (_, response) => void response.writeHead(404).end(), /HTTP 404/],
    ['the server never answers', () => undefined, /no answer after 1 s/],
    [
      'the transfer breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('some', () => response.destroy());
      },
      /terminated|closed/,
    ],
  ])('draws the photos itself when %s, and says why', async (_, listener, why) => {
    const cache = freshFolder();
    const choice = await choose(cache, await serve(listener));
    expect(choice.source.name).toBe('generated');
    expect(choice.reason).toMatch(/^photos: drawn here \(.*download must succeed/);
    expect(choice.reason).toMatch(why);
    expect(readdirSync(cache)).toEqual([]);
  });

  test('draws the photos itself without a network or a place for the cache', async () => {
    expect((await choose(freshFolder(), await closedPort())).source.name).toBe('generated');
    const file = join(freshFolder(), 'a-file');
    writeFileSync(file, '');
    expect((await choose(join(file, 'cache'), await serve(dataSet))).source.name).toBe('generated');
  });

  test('fails on a wrong --images folder instead of taking another source', async () => {
    await expect(
      choosePhotoSource({ images: join(freshFolder(), 'none'), cacheFolder: freshFolder() }),
    ).rejects.toThrow(/--images .*none: must be a folder/);
  });
});
