import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { countOf } from '../design/format.js';
import { Menu } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { attributes, shownValue, titleOf } from './attributes.js';
import type { SeenExposure } from './seen-exposure.js';

interface Props {
  readonly session: Session;
  readonly shown: readonly SeenExposure[];
}

/** What is done to many exposures at once. */
export function ExposuresMenu({ session, shown }: Props): ReactNode {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const { project_uid, session_uid, stats } = session;
  const given = { project_uid, session_uid };
  return (
    <>
      <IconButton
        icon="more"
        label="Actions on exposures"
        aria-haspopup="menu"
        onClick={({ currentTarget }) => {
          const { left, bottom } = currentTarget.getBoundingClientRect();
          setAt({ x: left, y: bottom + 4 });
        }}
      />
      {at !== null && (
        <Menu
          label="Actions on exposures"
          at={at}
          onClose={() => setAt(null)}
          entries={[
            {
              label: 'Save as CSV',
              icon: 'file',
              onSelect: () => void act(() => saveTable(session, shown)),
            },
            'line',
            {
              label: 'Process failed ones again',
              icon: 'refresh',
              disabled: stats.total_failed === 0 ? 'None has failed.' : undefined,
              onSelect: () => void act(() => callFunction('exposures.reset_failed_exposures', given)),
            },
            {
              label: 'Take back rejections by hand',
              icon: 'check',
              disabled: stats.manual_rejected === 0 ? 'None is rejected by hand.' : undefined,
              onSelect: () => void act(() => callFunction('exposures.reset_manual_reject_exposures', given)),
            },
            {
              label: 'Process all again …',
              icon: 'clear',
              danger: true,
              onSelect: () =>
                confirm({
                  title: 'Process all exposures again',
                  body: (
                    <p>
                      All results of {countOf(stats.total_exposures, 'exposure')} are made anew, from the movies on,
                      with the parameters of today.
                    </p>
                  ),
                  action: 'Process all again',
                  danger: true,
                  run: () => act(() => callFunction('exposures.reset_all_exposures', given)),
                }),
            },
          ]}
        />
      )}
    </>
  );
}

const pageSize = 1000;

/** The exposures on the list, with the paths of their movies, as a table for other programs. */
async function saveTable({ project_uid, session_uid }: Session, shown: readonly SeenExposure[]): Promise<void> {
  const paths = new Map<number, string>();
  for (let after: string | undefined, more = true; more;) {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(after);
    for (const { uid, abs_file_path } of page) paths.set(uid, abs_file_path);
    after = page.at(-1)?._id;
    more = page.length === pageSize;
  }
  function readPage(after: string | undefined): ReturnType<typeof callFunction<'exposures.find'>> {
    const place = { project_uid: [project_uid], session_uid: [session_uid], limit: pageSize };
    return callFunction('exposures.find', after === undefined ? place : { ...place, after });
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([writeCsv(shown, paths)], { type: 'text/csv' }));
  link.download = `${project_uid}-${session_uid}-exposures.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** As RFC 4180 has it; what was not measured is empty. */
export function writeCsv(shown: readonly SeenExposure[], paths: ReadonlyMap<number, string>): string {
  const quote = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = ['Exposure', 'File Path', 'Accepted', 'Failed', 'Threshold Reject', 'Manual Reject'];
  const rows = shown.map((one) => [
    String(one.uid),
    paths.get(one.uid) ?? '',
    ...[one.verdict === 'accepted', one.failed, one.thresholdReject, one.manualReject].map(String),
    ...attributes.map((attribute) => {
      const value = shownValue(attribute, one.attributes[attribute.name]);
      return Number.isFinite(value) ? String(Number(value.toPrecision(8))) : '';
    }),
  ]);
  return [[...head, ...attributes.map(titleOf)], ...rows].map((row) => row.map(quote).join(',')).join('\r\n');
}
