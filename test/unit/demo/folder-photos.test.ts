import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderPhotos } from '../../../cli/demo/photos/render-photos';
import { folderPhotos } from '../../../cli/demo/photos/source/folder-photos';
import { collect } from './collect';
import { freshFolder } from './idx-files';

function folderOf(files: readonly string[]): string {
  const folder = freshFolder();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `bytes of ${file}`);
  }
  return folder;
}

describe('folder photos', () => {
  test("sends the user's files byte for byte under distinct names", async () => {
    const files = ['bags/a.jpg', 'bags/deep/a.jpg', 'footwear/é 1.PNG', 'footwear/b.webp'];
    const folder = folderOf([...files, 'bags/notes.txt', 'bags/.hidden.jpg']);
    const rendered = await collect(renderPhotos({ source: folderPhotos({ folder }), count: 99, seed: 1 }));
    expect(rendered.map(photo => photo.bytes.toString()).sort()).toEqual(files.map(file => `bytes of ${file}`).sort());
    expect(new Set(rendered.map(photo => photo.name)).size).toBe(4);
    expect(rendered.find(photo => photo.name.endsWith('é 1.PNG'))).toMatchObject({ format: 'png', label: 'footwear' });
    expect(readFileSync(join(folder, 'bags/a.jpg'), 'utf8')).toBe('bytes of bags/a.jpg');
  });

  test('fails on a wrong layout with every problem at once', () => {
    const folder = folderOf(['bags/a.jpg', 'hats/b.jpg', 'empty/readme.md']);
    expect(() => folderPhotos({ folder, classes: ['bags', 'empty'] })).toThrow(
      [
        `--images ${folder}: layout must be <class>/<photo>;`,
        '  empty: must hold .jpg, .jpeg, .png or .webp files, got none',
        '  hats: must be a class (bags, empty)',
      ].join('\n'),
    );
  });

  test.each([
    ['a folder without sub-folders', (folder: string) => folder, /must have one sub-folder per class, got none/],
    ['nothing there', (folder: string) => join(folder, 'none'), /must be a folder, got nothing there/],
    ['a file', (folder: string) => join(folder, 'a.jpg'), /must be a folder, got a file/],
  ])('fails on %s', (_, path, message) => {
    const folder = folderOf(['a.jpg']);
    expect(() => folderPhotos({ folder: path(folder) })).toThrow(message);
  });
});
