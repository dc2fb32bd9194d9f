import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudPaths } from '../../local/cloud/paths';
import { readModel, renderModel, shapesFile } from '../../pipeline/definition/api/write-shapes';

/** The API model that botocore brings into the laptop cloud's venv. */
function botocoreModel(): string {
  const { venv } = cloudPaths();
  const version = readFileSync(join(venv, 'pyvenv.cfg'), 'utf8').match(/^version(?:_info)? = (3\.\d+)/m)?.[1];
  const data = join(venv, 'lib', `python${version}`, 'site-packages', 'botocore', 'data');
  return join(data, 'sagemaker', '2017-07-24', 'service-2.json.gz');
}

it('pipeline/definition/api/sagemaker-shapes.json is what botocore says of the operations behind the steps', () => {
  expect(readFileSync(shapesFile, 'utf8')).toBe(renderModel(readModel(botocoreModel())));
});
