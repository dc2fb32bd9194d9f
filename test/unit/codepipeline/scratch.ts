import { temporaryFolder } from '../sagemaker/temporary-folder';

const made: { remove(): void }[] = [];
afterAll(() => {
  for (const one of made.splice(0)) one.remove();
});

/** Path of an empty folder, which the test file removes at its end. */
export function scratch(): string {
  const one = temporaryFolder();
  made.push(one);
  return one.folder;
}
