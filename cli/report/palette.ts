/** Colours of the report's pages, by what they are for. */
export interface Palette {
  readonly paper: string;
  readonly sheet: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly well: string;
  readonly good: string;
  readonly 'good-wash': string;
  readonly held: string;
  readonly 'held-wash': string;
  readonly bad: string;
  readonly accent: string;
}

export const lightPalette: Palette = {
  paper: '#f6f6f3',
  sheet: '#ffffff',
  ink: '#1d2126',
  soft: '#5c636b',
  line: '#dfe0dc',
  well: '#efefeb',
  good: '#1d7a4f',
  'good-wash': '#e3f2ea',
  held: '#a35200',
  'held-wash': '#fbeedd',
  bad: '#b3261e',
  accent: '#3257c8',
};

export const darkPalette: Palette = {
  paper: '#15181c',
  sheet: '#1d2126',
  ink: '#e9eaec',
  soft: '#a3abb3',
  line: '#343a41',
  well: '#272c32',
  good: '#5fca95',
  'good-wash': '#1b3328',
  held: '#f0a95c',
  'held-wash': '#3a2a17',
  bad: '#ff8a80',
  accent: '#93aefc',
};

/** On white paper whatever the screen shows: a browser in the dark prints by this, too. */
export const printPalette: Palette = {
  ...lightPalette,
  paper: '#ffffff',
  ink: '#000000',
  soft: '#444444',
  line: '#bbbbbb',
  well: '#f2f2f2',
  held: '#8a4500',
};

/** As custom properties of a style sheet: `--paper: #f6f6f3; …`. */
export const customProperties = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');
