import { useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { useCall } from '../server/use-call.js';

/** The latest lines that the server wrote. */
export function ServiceLog(): ReactNode {
  const [lines, setLines] = useState(100);
  const [words, setWords] = useState('');
  const { data, refetch } = useCall('instance.get_service_log', { service: 'app', max_lines: lines });
  const all = typeof data === 'string' ? data.split('\n').filter(Boolean) : [];
  const shown = all.filter((line) => line.toLowerCase().includes(words.toLowerCase()));
  return (
    <section className="boxed" aria-label="Log of the server">
      <header className="log-tools">
        <h2>Log of the server</h2>
        <input
          className="input"
          type="search"
          aria-label="Find in the server's log"
          placeholder="Find in the log"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
        <label className="check">
          Lines
          <select className="input" value={lines} onChange={({ target }) => setLines(Number(target.value))}>
            {[50, 100, 200, 500, 2000].map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        </label>
        <IconButton icon="refresh" label="Read the log again" onClick={() => void refetch()} />
      </header>
      <div className="service-log" tabIndex={0} role="log" aria-label="Lines">
        {shown.map((line, index) => (
          <LogLine key={index} line={line} />
        ))}
        {shown.length === 0 && <p className="faint">No line.</p>}
      </div>
    </section>
  );
}

const levels: Readonly<Record<number, string>> = { 30: '', 40: 'warning', 50: 'error', 60: 'error' };

/** A line of JSON as a time and a sentence; what is none stands as it is. */
function LogLine({ line }: { line: string }): ReactNode {
  const { time, level, msg, rest } = readLine(line);
  return (
    <div className={`log-line ${levels[level] ?? ''}`}>
      <time className="faint">{time}</time>
      <span className="text">
        {msg} <span className="faint">{rest}</span>
      </span>
    </div>
  );
}

function readLine(line: string): { time: string; level: number; msg: string; rest: string } {
  try {
    const { time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
    const at = typeof time === 'number' ? new Date(time).toISOString().slice(0, 19).replace('T', ' ') : '';
    const more = Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
    return { time: at, level: Number(level), msg: typeof msg === 'string' ? msg : '', rest: more };
  } catch {
    return { time: '', level: 30, msg: line, rest: '' };
  }
}
