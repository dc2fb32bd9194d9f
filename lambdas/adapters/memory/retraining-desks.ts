import { type Desk, emptyDesk } from '../../domain/retraining/desk';
import { MemoryDesks } from './desks';

export class MemoryRetrainingDesks extends MemoryDesks<Desk> {
  constructor() {
    super(emptyDesk);
  }
}
