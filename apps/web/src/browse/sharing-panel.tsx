import type { Project } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Menu } from '../design/menu.js';
import { isAdmin, nameOf, useMe, usePeople } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { Panel } from './sidebar.js';

/** Who may use a project; its owner gives and takes that. */
export function SharingPanel({ project }: { project: Project }): ReactNode {
  const { uid, owner_user_id, users_with_access } = project;
  const me = useMe();
  const people = usePeople();
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const mayShare = me._id === owner_user_id || isAdmin(me);
  const others = users_with_access.filter((id) => id !== owner_user_id);
  const left = [...people.values()].filter(({ _id }) => !users_with_access.includes(_id) && _id !== owner_user_id);
  const change = (id: string, on: boolean): void => {
    const given = { project_uid: uid, user_id: id };
    void act(() => callFunction(on ? 'projects.add_user_access' : 'projects.remove_user_access', given));
  };
  return (
    <Panel title="Shared with">
      <ul className="people">
        <li>
          <Icon name="person" />
          {nameOf(people.get(owner_user_id))}
          <span className="role">{owner_user_id === me._id ? 'Owner, you' : 'Owner'}</span>
        </li>
        {others.map((id) => (
          <li key={id}>
            <Icon name="person" />
            {nameOf(people.get(id))}
            <span className="role">{id === me._id ? 'you' : ''}</span>
            {mayShare && (
              <IconButton
                icon="close"
                label={`Stop sharing with ${nameOf(people.get(id))}`}
                onClick={() => change(id, false)}
              />
            )}
          </li>
        ))}
      </ul>
      {mayShare && (
        <Button
          icon="share"
          className="wide"
          aria-haspopup="menu"
          disabled={left.length === 0}
          title={left.length === 0 ? 'Everybody with an account has access.' : undefined}
          onClick={({ currentTarget }) => {
            const { left: x, bottom } = currentTarget.getBoundingClientRect();
            setAt({ x, y: bottom + 4 });
          }}
        >
          Share
        </Button>
      )}
      {at !== null && (
        <Menu
          label="Share with"
          at={at}
          onClose={() => setAt(null)}
          entries={left.map((person) => ({
            label: nameOf(person),
            icon: 'person',
            onSelect: () => change(person._id, true),
          }))}
        />
      )}
    </Panel>
  );
}
