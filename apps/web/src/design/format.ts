/** `2026-11-21 14:05` in the reader's own time zone; an en dash for no time. */
export function formatTime(iso: string | null | undefined): string {
  if (iso == null || iso.startsWith('0001') || iso.startsWith('1970')) return '–';
  const time = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** The day alone. */
export function formatDay(iso: string | null | undefined): string {
  return formatTime(iso).split(' ')[0] ?? '–';
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes with a decimal unit and three digits: `12.3 GB`. */
export function formatBytes(bytes: number): string {
  let power = 0;
  let value = bytes;
  // 999.5 would be written with four digits.
  for (; value >= 999.5 && power < byteUnits.length - 1; power++) value /= 1000;
  return `${power === 0 ? value : value.toPrecision(3)} ${byteUnits[power] ?? ''}`;
}

/** Seconds as `41 s`, `12 min 3 s`, `3 h 20 min` or `2 d 4 h`. */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** `12,345` with a thin space between thousands, which no language reads as a decimal point. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1 job`, `3 jobs`. */
export function countOf(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`;
}
