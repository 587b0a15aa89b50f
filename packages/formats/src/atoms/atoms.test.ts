import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError, UserError } from '@vitreous/errors';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import { readAtoms, symbolOf, type Atoms, type ReadAtomsOptions } from '../index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-atoms-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string | Buffer, options?: ReadAtomsOptions): Promise<Atoms> {
  const path = join(folder, 'model');
  await writeFile(path, text);
  return readAtoms(path, options);
}

const describeAtoms = (atoms: Atoms): string[] =>
  Array.from({ length: atoms.count }, (_, i) =>
    [
      symbolOf(atoms.atomicNumbers[i] ?? 0),
      ...[0, 1, 2].map((axis) => atoms.positionsA[3 * i + axis]?.toFixed(1)),
      atoms.occupancies[i]?.toFixed(1),
      atoms.bFactorsA2[i]?.toFixed(0),
    ].join(' '),
  );

/** A small model with all that needs care: alternatives, water, ligand, hydrogens, two models, an assembly. */
const pdb = `HEADER    A MODEL
REMARK 350 BIOMOLECULE: 1
REMARK 350 APPLY THE FOLLOWING TO CHAINS: A, B
REMARK 350   BIOMT1   1  1.000000  0.000000  0.000000        0.00000
REMARK 350   BIOMT2   1  0.000000  1.000000  0.000000        0.00000
REMARK 350   BIOMT3   1  0.000000  0.000000  1.000000        0.00000
REMARK 350   BIOMT1   2 -1.000000  0.000000  0.000000       10.00000
REMARK 350   BIOMT2   2  0.000000 -1.000000  0.000000        0.00000
REMARK 350   BIOMT3   2  0.000000  0.000000  1.000000        5.00000
REMARK 350 BIOMOLECULE: 2
REMARK 350 APPLY THE FOLLOWING TO CHAINS: A,
REMARK 350                    AND CHAINS: Q
REMARK 350   BIOMT1   1  1.000000  0.000000  0.000000        1.00000
REMARK 350   BIOMT2   1  0.000000  1.000000  0.000000        1.00000
REMARK 350   BIOMT3   1  0.000000  0.000000  1.000000        1.00000
MODEL        1
ATOM      1  N   SER A   4       1.000   2.000   3.000  1.00 91.41           N
ATOM      2  CA ASER A   4       4.000   5.000   6.000  0.40 86.17           C
ATOM      3  CA BSER A   4       7.000   8.000   9.000  0.60 80.00           C
ATOM      4 HG11 VAL A   5       1.500   1.500   1.500  1.00 10.00
HETATM    5 MG    MG B   1     -10.000-100.000  30.000  1.00 20.00          MG
HETATM    6  O   HOH A   9      11.000  12.000  13.000  1.00 30.00           O
ENDMDL
MODEL        2
ATOM      1  N   SER A   4      51.000  52.000  53.000  1.00 91.41           N
ENDMDL
END
`;

const cif = `data_TEST
_entry.id TEST
loop_
_pdbx_struct_assembly_gen.assembly_id
_pdbx_struct_assembly_gen.oper_expression
_pdbx_struct_assembly_gen.asym_id_list
1 '(1,2)' A,B
2 (X)(1-2) A
#
loop_
_pdbx_struct_oper_list.id
_pdbx_struct_oper_list.matrix[1][1]
_pdbx_struct_oper_list.matrix[1][2]
_pdbx_struct_oper_list.matrix[1][3]
_pdbx_struct_oper_list.vector[1]
_pdbx_struct_oper_list.matrix[2][1]
_pdbx_struct_oper_list.matrix[2][2]
_pdbx_struct_oper_list.matrix[2][3]
_pdbx_struct_oper_list.vector[2]
_pdbx_struct_oper_list.matrix[3][1]
_pdbx_struct_oper_list.matrix[3][2]
_pdbx_struct_oper_list.matrix[3][3]
_pdbx_struct_oper_list.vector[3]
1 1 0 0 0 0 1 0 0 0 0 1 0
2 -1 0 0 10 0 -1 0 0 0 0 1 5
X 1 0 0 100 0 1 0 0 0 0 1 0
_citation.title
;A text with 'quotes
loop_
and _names
;
loop_
_atom_site.group_PDB
_atom_site.id
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_alt_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.auth_seq_id
_atom_site.pdbx_PDB_ins_code
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.occupancy
_atom_site.B_iso_or_equiv
_atom_site.pdbx_PDB_model_num
ATOM 1 N N . SER A 4 ? 1 2 3 1.00 91.41 1
ATOM 2 C CA A SER A 4 ? 4 5 6 0.40 86.17 1
ATOM 3 C CA B SER A 4 ? 7 8 9 0.60 80 1
ATOM 4 H "HG1'" . VAL A 5 ?
1.5 1.5 1.5 1.00 10 1
HETATM 5 MG MG . MG B 1 ? -10 -100 30 1 20 1
HETATM 6 O O . HOH A 9 ? 11 12 13 1 30 1
ATOM 7 N N . SER A 4 ? 51 52 53 1.00 91.41 2
`;

const nitrogen = 'N 1.0 2.0 3.0 1.0 91';
const [lessCarbon, moreCarbon] = ['C 4.0 5.0 6.0 0.4 86', 'C 7.0 8.0 9.0 0.6 80'];
const hydrogen = 'H 1.5 1.5 1.5 1.0 10';
const magnesium = 'Mg -10.0 -100.0 30.0 1.0 20';
const water = 'O 11.0 12.0 13.0 1.0 30';

describe.each([
  ['PDB', pdb],
  ['PDB, gzipped', gzipSync(pdb)],
  ['PDB with CRLF', pdb.replaceAll('\n', '\r\n')],
  ['mmCIF', cif],
  ['mmCIF, gzipped', gzipSync(cif)],
])('%s', (_, text) => {
  it('gives the first model, with the likelier alternative and no water', async () => {
    expect(describeAtoms(await read(text))).toEqual([nitrogen, moreCarbon, hydrogen, magnesium]);
  });

  it('keeps what the options ask for', async () => {
    expect(describeAtoms(await read(text, { alternatives: 'first', water: true }))).toEqual([
      nitrogen,
      lessCarbon,
      hydrogen,
      magnesium,
      water,
    ]);
    expect(describeAtoms(await read(text, { alternatives: 'all', hetero: false }))).toEqual([
      nitrogen,
      lessCarbon,
      moreCarbon,
      hydrogen,
    ]);
  });

  it('builds the assembly', async () => {
    expect(describeAtoms(await read(text, { assembly: '1' }))).toEqual([
      nitrogen,
      moreCarbon,
      hydrogen,
      magnesium,
      'N 9.0 -2.0 8.0 1.0 91',
      'C 3.0 -8.0 14.0 0.6 80',
      'H 8.5 -1.5 6.5 1.0 10',
      'Mg 20.0 100.0 35.0 1.0 20',
    ]);
    await expect(read(text, { assembly: '9' })).rejects.toThrow('it describes no assembly 9');
  });
});

it('applies products of operators, the last first, and only to the chains named', async () => {
  expect(describeAtoms(await read(cif, { assembly: '2', hetero: false }))).toEqual([
    'N 101.0 2.0 3.0 1.0 91',
    'C 107.0 8.0 9.0 0.6 80',
    'H 101.5 1.5 1.5 1.0 10',
    'N 109.0 -2.0 8.0 1.0 91',
    'C 103.0 -8.0 14.0 0.6 80',
    'H 108.5 -1.5 6.5 1.0 10',
  ]);
  expect((await read(pdb, { assembly: '2' })).positionsA.slice(0, 3)).toEqual(Float32Array.of(2, 3, 4));
});

it('finds the element of older files in the name', async () => {
  const line = (name: string): string => `ATOM      1 ${name} XXX A   1       0.000   0.000   0.000\n`;
  const found = async (name: string): Promise<string | null> =>
    symbolOf((await read(line(name))).atomicNumbers[0] ?? 0);
  expect(await found(' CA ')).toBe('C');
  expect(await found('CA  ')).toBe('Ca');
  expect(await found('1HB ')).toBe('H');
  expect(await found('HG11')).toBe('H');
  expect(await found(' OXT')).toBe('O');
  expect(await found('ZN  ')).toBe('Zn');
  expect((await read(line(' N  '))).occupancies[0]).toBe(1);
});

it('reads a category of one row that is no loop', async () => {
  const single = cif
    .replace(/loop_\n_pdbx_struct_assembly_gen[^#]*#\n/, '')
    .concat(
      '_pdbx_struct_assembly_gen.assembly_id 1\n_pdbx_struct_assembly_gen.oper_expression 2\n_pdbx_struct_assembly_gen.asym_id_list B\n',
    );
  expect(describeAtoms(await read(single, { assembly: '1' }))).toEqual(['Mg 20.0 100.0 35.0 1.0 20']);
});

describe('refusals', () => {
  it.each<[string | Buffer, string, ReadAtomsOptions?]>([
    ['', 'expected a PDB or mmCIF file, found no text in it'],
    ['\n\nhello\n', 'line 3: expected a PDB or mmCIF file, found "hello"'],
    ['HEADER\nEND\n', 'there are no atoms in it'],
    [pdb.replace('1.000   2.000', '1.000   2.0x0'), 'line 17, columns 39-46: y should be a number, but is "2.0x0"'],
    [pdb.slice(0, pdb.indexOf('91.41') - 20), 'line 17, columns 39-46: y should be a number, but is ""'],
    [
      pdb.replace('HETATM    5 MG    MG', 'HETATM    5  ??   MG').replace('          MG\n', '          ??\n'),
      'line 21, columns 77-78: "??" is no element',
    ],
    [
      pdb.replace('-1.000000  0.000000  0.000000 ', '-1.000000  zero      0.000000 '),
      'expected four numbers',
      { assembly: '1' },
    ],
    [
      pdb.replace(/REMARK 350 {3}BIOMT3 {3}2.*\n/, ''),
      'operator 2 of the assembly (REMARK 350) should have three rows',
      { assembly: '1' },
    ],
    [cif.replace('ATOM 1 N N', 'ATOM 1 Xx N'), '_atom_site.type_symbol "Xx" is no element'],
    [cif.replace('SER A 4 ? 1 2 3', 'SER A 4 ? one 2 3'), '_atom_site.Cartn_x should be a number, but is "one"'],
    [cif.slice(0, -20), 'a row should have 15 values, but has'],
    [cif.replace('"HG1\'"', '"HG1\''), 'a quote is not closed on its line'],
    [cif.replace('names\n;', 'names\n'), 'the file ends inside a text of several lines'],
    [cif.replace('(X)(1-2)', '(X)(1-9)'), 'name "3", which is not described', { assembly: '2' }],
    [cif.replace('(X)(1-2)', '(1-999)(1-999)'), 'are more than 100000', { assembly: '2' }],
    [cif.replace('1 1 0 0 0', '1 . 0 0 0'), 'matrix[1][1] should be a number'],
    ['data_a\n1\n', 'line 2: expected a name, found "1"'],
    ['data_a\n_x\n_y 1\n', 'line 3: _x has no value'],
    [gzipSync(pdb).subarray(0, 200), 'the gzip stream is broken or cut short'],
    [Buffer.concat([gzipSync(pdb).subarray(0, 100), Buffer.alloc(100, 7)]), 'the gzip stream is broken or cut short'],
    [Buffer.alloc(3 << 20, 'A'), 'a line is longer than 1048576 bytes'],
  ])('%#', async (text, message, options) => {
    const reading = read(text, options);
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });

  it('of a file that is not there', async () => {
    await expect(readAtoms(join(folder, 'missing.pdb'))).rejects.toThrow(UserError);
  });

  it('never ends in anything but a sentence, whatever the bytes', async () => {
    const good = fc.constantFrom(Buffer.from(pdb), Buffer.from(cif), gzipSync(cif));
    const broken = fc
      .tuple(good, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255), fc.boolean())
      .map(([from, place, byte, cut]) => {
        const at = Math.floor(place * (from.length - 1));
        const bytes = Buffer.from(cut ? from.subarray(0, at) : from);
        if (!cut) bytes[at] = byte;
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(broken, fc.uint8Array({ maxLength: 100 })), async (bytes) => {
        const outcome = await read(Buffer.from(bytes), { assembly: '1' }).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataError);
      }),
      { numRuns: 500 },
    );
  });
});

const apoferritin = sharedData('models/6z6u_human_apoferritin.pdb.gz');
it.skipIf(apoferritin === null)('reads a real model whole, and its assembly', async () => {
  const atoms = await readAtoms(apoferritin ?? '');
  expect(atoms.count).toBe(32_618);
  const counts = new Map<string | null, number>();
  for (const number of atoms.atomicNumbers) counts.set(symbolOf(number), (counts.get(symbolOf(number)) ?? 0) + 1);
  expect(counts).toEqual(new Map(Object.entries({ N: 5784, C: 20184, O: 6504, S: 120, Na: 24, Mg: 2 })));
  expect(atoms.positionsA.slice(0, 3)).toEqual(Float32Array.of(41.825, 76.692, 82.377));
  // Its one operator is the identity, over all its chains.
  const assembly = await readAtoms(apoferritin ?? '', { assembly: '1' });
  expect(assembly.count).toBe(32_618);
  expect(Float32Array.from(assembly.positionsA).sort()).toEqual(Float32Array.from(atoms.positionsA).sort());
});
