import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** The switch that keeps queued jobs from starting, and what they say meanwhile. */
export function Maintenance(): ReactNode {
  const { data } = useCall('config.get', { name: 'maintenance_mode', default: 'none' });
  const [text, setText] = useState<string | null>(null);
  const stored = typeof data === 'object' && data !== null ? (data as { active?: unknown; message?: unknown }) : {};
  const on = data === true || stored.active === true;
  const said = typeof stored.message === 'string' ? stored.message : '';
  const message = text ?? said;
  const set = async (active: boolean): Promise<void> => {
    const value = { active, message: message.trim() };
    const done = await act(
      () => callFunction('config.write', { name: 'maintenance_mode', value }),
      active ? 'Nothing new starts from now on' : 'The queue goes on',
    );
    if (done) setText(null);
  };
  return (
    <section className="boxed admin-part form" aria-label="Maintenance">
      <header className="admin-head">
        <h2>Maintenance</h2>
        <span className={on ? 'wrong' : 'faint'}>{on ? 'On: nothing new starts' : 'Off'}</span>
      </header>
      <p className="faint">While it is on, what runs goes on, and what is queued waits. Live sessions go on as well.</p>
      <TextField label="What queued jobs say" placeholder="New disks until 15:00" value={message} onChange={setText} />
      <div className="row-end">
        {on && text !== null && text !== said && <Button onClick={() => void set(true)}>Change the message</Button>}
        <Button tone={on ? 'primary' : 'danger'} onClick={() => void set(!on)}>
          {on ? 'End maintenance' : 'Begin maintenance'}
        </Button>
      </div>
    </section>
  );
}
