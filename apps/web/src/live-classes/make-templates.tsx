import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Field, TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';

const pickers = { blob: 'Blob picker', template: 'Template picker', manual: 'Manual picks' } as const;
type Picker = keyof typeof pickers;

/** Makes templates of particles that the session has extracted. */
export function MakeTemplates({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid } = session;
  const [texts, setTexts] = useState({ classes: '20', exposures: '20', diameter: '', until: '' });
  const [picker, setPicker] = useState<Picker>('blob');
  const set = (name: keyof typeof texts) => (value: string) => setTexts({ ...texts, [name]: value });
  const [classes, exposures] = [Number(texts.classes), Number(texts.exposures)];
  const [diameter, until] = [numberOrNone(texts.diameter), numberOrNone(texts.until)];
  const isRight = Number.isInteger(classes) && classes > 0 && Number.isInteger(exposures) && exposures > 0;
  const make = (): void =>
    void act(() =>
      callFunction('sessions.setup_template_creation_class2D', {
        ...{ project_uid, session_uid, num_classes: classes, num_mics: exposures, picker_type: picker },
        ...(diameter === undefined ? {} : { override_particle_diameter_A: diameter }),
        ...(until === undefined ? {} : { uid_lte: until }),
      }),
    );
  return (
    <section className="panel form">
      <div className="panel-head">
        <h3>Make templates</h3>
      </div>
      <TextField label="Classes" inputMode="numeric" value={texts.classes} onChange={set('classes')} />
      <TextField
        label="Exposures"
        hint="The latest accepted ones."
        inputMode="numeric"
        value={texts.exposures}
        onChange={set('exposures')}
      />
      <Field label="Particles of">
        {(control) => (
          <select
            className="input"
            {...control}
            value={picker}
            onChange={({ target }) => setPicker(target.value as Picker)}
          >
            {Object.entries(pickers).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextField
        label="Particle diameter (Å)"
        placeholder="The whole box"
        inputMode="decimal"
        value={texts.diameter}
        onChange={set('diameter')}
      />
      <TextField
        label="Up to exposure"
        placeholder="The latest"
        hint="The same exposures again while more arrive."
        inputMode="numeric"
        value={texts.until}
        onChange={set('until')}
      />
      <Button tone={session.template_creation_ready ? undefined : 'primary'} disabled={!isRight} onClick={make}>
        Make templates
      </Button>
    </section>
  );
}

function numberOrNone(text: string): number | undefined {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}
