import type { ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import type { MenuOpener } from './browse-list.js';
import type { Facts } from './facts.js';

/** Number, title, star and menu of a card. */
export function CardHead({
  facts,
  menu,
  children,
}: {
  facts: Facts;
  menu: MenuOpener;
  children?: ReactNode;
}): ReactNode {
  return (
    <header className="card-head">
      <span className="uid">{facts.uid}</span>
      <h2 className="one-line" title={facts.title}>
        {facts.title}
      </h2>
      {children}
      <span className="tools">
        <IconButton
          icon="star"
          className="star"
          filled={menu.starred}
          aria-pressed={menu.starred}
          label={menu.starred ? `Remove the star of ${facts.uid}` : `Star ${facts.uid}`}
          onClick={(event) => {
            event.stopPropagation();
            menu.star();
          }}
        />
        <IconButton
          icon="more"
          className="more"
          label={`Actions of ${facts.uid}`}
          aria-haspopup="menu"
          onClick={menu.open}
        />
      </span>
    </header>
  );
}
