import { useCall } from '../server/use-call.js';

export type NoticeSetting = 'instance_banner' | 'login_message';

/** What administrators tell everybody. */
export interface Notice {
  readonly active: boolean;
  readonly title: string;
  readonly body: string;
}

const silent: Notice = { active: false, title: '', body: '' };

/** The notice of a setting; silence where none was ever set. */
export function useNotice(name: NoticeSetting): Notice {
  const { data } = useCall('config.get', { name, default: 'none' });
  if (typeof data !== 'object' || data === null) return silent;
  const { active, title, body } = data as Readonly<Record<string, unknown>>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { active: active === true, title: text(title), body: text(body) };
}
