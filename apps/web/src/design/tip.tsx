import { useRef, type ReactNode } from 'react';

/** Shows more about what it stands around, while the pointer rests there. */
export function Tip({ children, more }: { children: ReactNode; more: ReactNode }): ReactNode {
  const tip = useRef<HTMLSpanElement>(null);
  return (
    <span
      onMouseEnter={({ currentTarget }) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        if (tip.current === null) return;
        tip.current.style.left = `${left}px`;
        tip.current.style.top = `${bottom + 6}px`;
        tip.current.showPopover();
      }}
      onMouseLeave={() => tip.current?.hidePopover()}
    >
      {children}
      <span ref={tip} className="menu tip" popover="manual" role="tooltip">
        {more}
      </span>
    </span>
  );
}
