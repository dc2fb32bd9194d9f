import * as fc from 'fast-check';
import { NumberColumns } from '../../../lambdas/domain/drift/number-columns';
import { tableOfRows } from '../../../lambdas/domain/drift/table-of-rows';

const name = fc.constantFrom('width', 'height', 'brightness', '__proto__', 'a b');
const rows = fc.array(fc.dictionary(name, fc.double()), { maxLength: 30 });

it('rows that are gathered one by one are the table of all of them', () => {
  fc.assert(
    fc.property(rows, list => {
      const columns = new NumberColumns();
      for (const row of list) columns.add(row);
      expect([...columns.table()]).toEqual([...tableOfRows(list)]);
    }),
  );
});

it('a column that comes late or ends early has no number in the other rows', () => {
  const columns = new NumberColumns();
  for (const row of [{ a: 1 }, { b: 2 }, { a: 3 }, {}]) columns.add(row as Record<string, number>);
  const table = columns.table();
  expect([...table.keys()]).toEqual(['a', 'b']);
  expect([...(table.get('a')?.values ?? [])]).toEqual([1, Number.NaN, 3, Number.NaN]);
  expect([...(table.get('b')?.values ?? [])]).toEqual([Number.NaN, 2, Number.NaN, Number.NaN]);
});
