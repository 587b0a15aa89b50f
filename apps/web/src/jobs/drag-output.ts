import type { DataType } from '@vitreous/schema';

/** While something is dragged only the names of its types can be read: the output's type is in one of them. */
export function dragType(type: DataType): string {
  return `application/x-vitreous-output-${type.replaceAll('_', '-')}`;
}

const plain = 'application/x-vitreous-output';

export function writeDragged(transfer: DataTransfer, type: DataType, job: string, output: string): void {
  transfer.effectAllowed = 'link';
  transfer.setData(dragType(type), '');
  transfer.setData(plain, JSON.stringify([job, output]));
}

/** The output that was dropped; null for anything else. */
export function readDragged(transfer: DataTransfer): { job: string; output: string } | null {
  const text = transfer.getData(plain);
  if (text === '') return null;
  const [job = '', output = ''] = JSON.parse(text) as string[];
  return { job, output };
}
