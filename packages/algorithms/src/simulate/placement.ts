import { UserError } from '@vitreous/errors';
import type { Random } from '@vitreous/numerics';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Share of a plane that discs placed one by one at random fill before no more fit (Feder 1980, J. Theor. Biol. 87, 237). */
const jamming = 0.547;

interface Area {
  readonly height: number;
  readonly width: number;
  readonly leastDistancePx: number;
}

/** @throws UserError when `count` particles do not fit on a frame. */
export function checkCrowd(count: number, { height, width, leastDistancePx }: Area): void {
  const most = Math.floor((0.9 * jamming * height * width) / (Math.PI * (leastDistancePx / 2) ** 2));
  if (count > most) {
    throw new UserError(
      `${count} particles do not fit on ${width} x ${height} pixels ${leastDistancePx.toFixed(0)} pixels apart: at most ${most} do. Ask for fewer, or let them come closer.`,
    );
  }
}

/**
 * `count` places in `width` x `height` pixels and a rim of `rimPx` around them, none closer to another than
 * `leastDistancePx`; `count` is the number within the frame on average, so that the rim holds its share besides.
 *
 * @throws UserError when so many do not fit.
 */
export function placeParticles(count: number, area: Area & { readonly rimPx: number }, random: Random): Place[] {
  checkCrowd(count, area);
  const { height, width, rimPx, leastDistancePx } = area;
  const wanted = Math.round((count * (height + 2 * rimPx) * (width + 2 * rimPx)) / (height * width));
  const cell = Math.max(1, leastDistancePx);
  const columns = Math.ceil((width + 2 * rimPx) / cell);
  const cells = new Map<number, Place[]>();
  const keyOf = (place: Place): [number, number] => [
    Math.floor((place.x + rimPx) / cell),
    Math.floor((place.y + rimPx) / cell),
  ];
  const free = (place: Place): boolean => {
    const [i, j] = keyOf(place);
    return [-1, 0, 1].every((down) =>
      [-1, 0, 1].every((right) =>
        (cells.get((j + down) * columns + i + right) ?? []).every(
          (other) => Math.hypot(other.x - place.x, other.y - place.y) >= leastDistancePx,
        ),
      ),
    );
  };
  const places: Place[] = [];
  for (let attempt = 0; places.length < wanted && attempt < 2000 * wanted; attempt++) {
    const place = {
      x: random.uniform() * (width + 2 * rimPx) - rimPx - 0.5,
      y: random.uniform() * (height + 2 * rimPx) - rimPx - 0.5,
    };
    if (!free(place)) continue;
    places.push(place);
    const [i, j] = keyOf(place);
    const key = j * columns + i;
    cells.set(key, [...(cells.get(key) ?? []), place]);
  }
  return places;
}
