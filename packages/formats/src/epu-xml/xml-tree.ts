import { DataError } from '@vitreous/errors';
import { SaxesParser } from 'saxes';

/** An element of an XML file, its names without their prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The text directly inside, trimmed. */
  readonly text: string;
}

const deepest = 64;
const mostElements = 200_000;

/**
 * Reads well-formed XML. Document types are refused, so that there are no entities but the five of XML itself
 * and nothing can be fetched or expanded; depth and number of elements are bounded.
 *
 * @throws DataError with path and line.
 */
export function parseXml(text: string, path: string): XmlElement {
  const parser = new SaxesParser({ position: true });
  const fail = (what: string): never => {
    throw new DataError(`${path}, line ${parser.line}: ${what}.`);
  };
  const open: { name: string; children: XmlElement[]; text: string }[] = [];
  const roots: XmlElement[] = [];
  let count = 0;
  parser.on('error', (error) => {
    fail(`the XML is broken: ${error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')}`);
  });
  parser.on('doctype', () => fail('a document type is refused'));
  parser.on('opentag', ({ name }) => {
    if (open.length === deepest) fail(`elements are more than ${deepest} deep inside each other`);
    if (++count > mostElements) fail(`there are more than ${mostElements} elements`);
    const element = { name: name.slice(name.indexOf(':') + 1), children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element === undefined) return;
    element.text = element.text.trim();
    if (open.length === 0) roots.push(element);
  });
  parser.write(text).close();
  return roots[0] ?? fail('the file has no elements');
}

/** The element at the end of a path of names, the first of each name; null where there is none. */
export function findElement(element: XmlElement, ...names: string[]): XmlElement | null {
  let found: XmlElement | null = element;
  for (const name of names) found = found?.children.find((child) => child.name === name) ?? null;
  return found;
}
