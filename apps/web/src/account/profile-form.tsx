import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { Button } from '../design/button.js';
import { TextField } from '../design/field.js';
import { showToast } from '../design/toast.js';
import { useMe } from '../server/account.js';
import { callFunction, sentenceOf, wrongOf } from '../server/call.js';

/** By what name others see a person, and by which address that person logs in. */
export function ProfileForm(): ReactNode {
  const me = useMe();
  const stored = {
    first_name: me.first_name,
    last_name: me.last_name,
    username: me.name,
    email: me.emails[0]?.address ?? '',
  };
  const [draft, setDraft] = useState<Partial<typeof stored>>({});
  const shown = { ...stored, ...draft };
  const changed = Object.fromEntries(
    Object.entries(shown).filter(([name, text]) => text.trim() !== stored[name as keyof typeof stored]),
  );
  const save = useMutation({
    mutationFn: () => callFunction('users.update', { user_id: me._id, ...changed }),
    meta: { shown: true },
    onSuccess: () => {
      setDraft({});
      showToast({ text: 'Your account is saved' });
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const field = (name: keyof typeof stored, label: string, more: { type?: string; hint?: string } = {}): ReactNode => (
    <TextField
      label={label}
      {...more}
      required={name === 'username' || name === 'email'}
      maxLength={200}
      wrong={wrongOf(save.error, name)}
      value={shown[name]}
      onChange={(text) => setDraft({ ...draft, [name]: text })}
    />
  );
  const wrongField = ['email', 'username', 'first_name', 'last_name'].some(
    (name) => wrongOf(save.error, name) !== null,
  );
  return (
    <form className="boxed admin-part form" aria-label="Profile" onSubmit={submit}>
      <h2>Profile</h2>
      {field('first_name', 'First name')}
      {field('last_name', 'Last name')}
      {field('username', 'User name', { hint: 'Others see it where you have no first and last name.' })}
      {field('email', 'E-mail', { type: 'email', hint: 'With it you log in.' })}
      {save.error !== null && !wrongField && (
        <p className="notice danger" role="alert">
          {sentenceOf(save.error)}
        </p>
      )}
      <div className="row-end">
        <Button type="submit" tone="primary" disabled={Object.keys(changed).length === 0 || save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
