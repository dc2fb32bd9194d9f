import { type Desk, emptyDesk } from '../../domain/release/desk';
import { MemoryDesks } from './desks';

export class MemoryReleaseDesks extends MemoryDesks<Desk> {
  constructor() {
    super(emptyDesk);
  }
}
