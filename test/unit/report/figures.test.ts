import { countOf, figure, percent, words } from '../../../cli/report/figures';

describe('figures of the report', () => {
  test.each([
    [figure(1234.56), '1,234.6'],
    [countOf(1, 'photo'), '1 photo'],
    [countOf(2, 'photo'), '2 photos'],
    [countOf(0, 'class', 'classes'), '0 classes'],
    [percent(0, 0), '0 %'],
    [percent(1, 3), '33 %'],
    [percent(1, 100_000), '1 %'],
    [percent(99_999, 100_000), '99 %'],
    [percent(7, 7), '100 %'],
    [words('maxSidePixels'), 'max side pixels'],
  ])('reads %s', (shown, expected) => {
    expect(shown).toBe(expected);
  });
});
