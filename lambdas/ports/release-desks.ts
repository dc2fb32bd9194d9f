import type { Desk } from '../domain/release/desk';
import type { Desks } from './desks';

export type ReleaseDesks = Desks<Desk>;
