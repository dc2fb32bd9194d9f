import type { CommandFactory } from '../context';
import { command as doctor } from './doctor';
import { command as down } from './down';
import { command as env } from './env';
import { command as status } from './status';
import { command as up } from './up';

/** Every command, in the order of the help. */
export const commands: readonly CommandFactory[] = [up, down, env, status, doctor];
