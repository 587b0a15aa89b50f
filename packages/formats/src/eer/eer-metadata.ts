/** What the camera wrote about an acquisition: names as in the file, values as text, with their units. */
export type EerMetadata = Readonly<Record<string, { readonly value: string; readonly unit: string }>>;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads `<metadata><item name="…" unit="…">…</item>…</metadata>`; what is not of this form is passed over. */
export function parseEerMetadata(xml: string): EerMetadata {
  const items: Record<string, { value: string; unit: string }> = {};
  for (const [, attributes = '', value = ''] of xml.matchAll(/<item\b([^<>]*)>([^<]*)<\/item>/g)) {
    const name = attributeOf(attributes, 'name');
    if (name !== null) items[name] = { value: decode(value.trim()), unit: attributeOf(attributes, 'unit') ?? '' };
  }
  return items;
}

/** The form that `parseEerMetadata` reads. */
export function formatEerMetadata(metadata: EerMetadata): string {
  const items = Object.entries(metadata).map(([name, { value, unit }]) => {
    const said = unit === '' ? '' : ` unit="${encode(unit)}"`;
    return `  <item name="${encode(name)}"${said}>${encode(value)}</item>\n`;
  });
  return `<metadata>\n${items.join('')}</metadata>\n`;
}

/** A number of the metadata, null where it is absent or none. */
export function numberOfMetadata(metadata: EerMetadata, name: string): number | null {
  const text = metadata[name]?.value;
  const number = text === undefined || text === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

function attributeOf(attributes: string, name: string): string | null {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? null : decode(value);
}

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,6})|#x([0-9a-fA-F]{1,5})|(\w+));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function encode(text: string): string {
  return text.replace(/[<>&"]/g, (character) => {
    const name = Object.keys(entities).find((key) => entities[key] === character);
    return name === undefined ? character : `&${name};`;
  });
}
