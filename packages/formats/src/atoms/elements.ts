/** Symbols in the order of their atomic numbers, from hydrogen, 1. */
const symbols =
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm'.split(
    ' ',
  );

const numbers = new Map(symbols.map((symbol, i) => [symbol.toUpperCase(), i + 1]));
// Deuterium is hydrogen to an electron.
numbers.set('D', 1);

/** The atomic number of a symbol in any case, or null. */
export function atomicNumberOf(symbol: string): number | null {
  return numbers.get(symbol.trim().toUpperCase()) ?? null;
}

export function symbolOf(atomicNumber: number): string | null {
  return symbols[atomicNumber - 1] ?? null;
}
