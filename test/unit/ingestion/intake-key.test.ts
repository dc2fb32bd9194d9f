import * as fc from 'fast-check';
import { imagePolicySchema } from '../../../lambdas/contracts/image-policy';
import { ingestionContractsSchema } from '../../../lambdas/contracts/ingestion-contract';
import { parseIntakeKey, unknownWorkload } from '../../../lambdas/domain/ingestion/intake-key';
import { anyRest, hostileRests } from './hostile-keys';

const contracts = ingestionContractsSchema.parse({
  shop: { kind: 'images', classes: ['Bags', 'Ärmel', 'One piece'], policy: imagePolicySchema.parse({}) },
  traffic: { kind: 'rows', policy: { columns: [{ name: 'n', type: 'number' }] } },
});
const parse = (key: string) => parseIntakeKey(key, contracts);

describe('parseIntakeKey', () => {
  it.each(hostileRests)('carries %j as it is', rest => {
    expect(parse(`incoming/shop/${rest}`)).toEqual({ kind: 'incoming', workload: 'shop', rest });
    expect(parse(`labelled/shop/One piece/${rest}`)).toEqual({
      kind: 'labelled',
      workload: 'shop',
      class: 'One piece',
      rest,
    });
    expect(parse(`labels/traffic/${rest}.csv`)).toEqual({ kind: 'labels', workload: 'traffic', rest: `${rest}.csv` });
  });

  it('loses no character of any key', () => {
    fc.assert(
      fc.property(fc.constantFrom('incoming/shop/', 'labelled/shop/Bags/', 'labels/shop/'), anyRest, (prefix, rest) => {
        const place = parse(`${prefix}${rest}`);
        const carried =
          place.kind === 'refused' ? JSON.parse(place.reason.message.split('got ')[1] ?? '') : prefix + place.rest;
        expect(carried).toBe(`${prefix}${rest}`);
      }),
    );
  });

  it.each([
    ['UNKNOWN_LAYOUT', ''],
    ['UNKNOWN_LAYOUT', 'x.jpg'],
    ['UNKNOWN_LAYOUT', 'Incoming/shop/x.jpg'],
    ['UNKNOWN_LAYOUT', '/incoming/shop/x.jpg'],
    ['UNKNOWN_LAYOUT', './incoming/shop/x.jpg'],
    ['UNKNOWN_LAYOUT', 'incoming/shop'],
    ['UNKNOWN_LAYOUT', 'incoming/shop/'],
    ['UNKNOWN_LAYOUT', 'labelled/shop/Bags'],
    ['UNKNOWN_LAYOUT', 'labelled/shop/Bags/'],
    ['UNKNOWN_LAYOUT', 'labelled/traffic/Bags/x.csv'],
    ['UNKNOWN_LAYOUT', 'labels/shop/x.json'],
    ['UNKNOWN_WORKLOAD', 'incoming//x.jpg'],
    ['UNKNOWN_WORKLOAD', 'incoming/../x.jpg'],
    ['UNKNOWN_WORKLOAD', 'incoming/Shop/x.jpg'],
    ['UNKNOWN_WORKLOAD', 'incoming/__proto__/x.jpg'],
    ['UNKNOWN_WORKLOAD', 'incoming/constructor/x.jpg'],
    ['UNKNOWN_CLASS', 'labelled/shop/bags/x.jpg'],
    ['UNKNOWN_CLASS', 'labelled/shop//x.jpg'],
    ['UNKNOWN_CLASS', 'labelled/shop/A\u0308rmel/x.jpg'],
    ['UNKNOWN_CLASS', 'labelled/shop/One%20piece/x.jpg'],
    ['UNKNOWN_CLASS', 'labelled/shop/One+piece/x.jpg'],
  ])('refuses as %s: %j', (code, key) => {
    expect(parse(key)).toMatchObject({ kind: 'refused', reason: { code } });
  });

  it('never lets foreign text become the workload of a refused key', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'incomg/shop.labed ') }), key => {
        const place = parse(key);
        expect(['shop', 'traffic', unknownWorkload]).toContain(place.workload);
      }),
    );
    expect(parse('labelled/shop/nobody/x.jpg').workload).toBe('shop');
  });
});
