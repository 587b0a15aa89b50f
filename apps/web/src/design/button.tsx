import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: 'primary' | 'danger' | 'plain' | undefined;
  readonly icon?: IconName | undefined;
}

export function Button({ tone, icon, children, className = '', ...rest }: ButtonProps): ReactNode {
  return (
    <button type="button" className={`button ${tone ?? ''} ${className}`} {...rest}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: IconName;
  /** What it does, for those who do not see the icon, and under the pointer. */
  readonly label: string;
  readonly filled?: boolean;
}

export function IconButton({ icon, label, filled = false, className = '', ...rest }: IconButtonProps): ReactNode {
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} filled={filled} />
    </button>
  );
}
