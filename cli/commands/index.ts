import type { CommandFactory } from '../context';
import { command as approve } from './approve';
import { command as classify } from './classify';
import { command as dashboard } from './dashboard';
import { command as dataset } from './dataset';
import { command as demo } from './demo';
import { command as deploy } from './deploy';
import { command as destroy } from './destroy';
import { command as doctor } from './doctor';
import { command as down } from './down';
import { command as endpoints } from './endpoints';
import { command as env } from './env';
import { command as hold } from './hold';
import { command as label } from './label';
import { command as logs } from './logs';
import { command as mail } from './mail';
import { command as mlflow } from './mlflow';
import { command as models } from './models';
import { command as monitor } from './monitor';
import { command as quarantine } from './quarantine';
import { command as redrive } from './redrive';
import { command as reject } from './reject';
import { command as release } from './release';
import { command as releaseHold } from './release-hold';
import { command as rollback } from './rollback';
import { command as status } from './status';
import { command as stop } from './stop';
import { command as trail } from './trail';
import { command as train } from './train';
import { command as up } from './up';
import { command as upload } from './upload';
import { command as validate } from './validate';

/** Every command, in the order of the help. */
export const commands: readonly CommandFactory[] = [
  demo,
  up,
  down,
  env,
  deploy,
  destroy,
  upload,
  validate,
  dataset,
  train,
  stop,
  hold,
  releaseHold,
  models,
  approve,
  reject,
  release,
  rollback,
  endpoints,
  classify,
  label,
  monitor,
  dashboard,
  mlflow,
  quarantine,
  redrive,
  trail,
  mail,
  logs,
  status,
  doctor,
];
