/** Drawing no oftener than an eye needs: a page that redraws at every event empties a battery. */

const PACE_MS = 200;

/** Call `draw` at once, then at most every `paceMs`, always with the last value. */
export function paced<T>(draw: (value: T) => void, paceMs = PACE_MS): (value: T) => void {
  let pending: { value: T } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const rest = (): void => {
    timer = pending === null ? null : setTimeout(rest, paceMs);
    if (pending === null) return;
    const { value } = pending;
    pending = null;
    draw(value);
  };
  return (value) => {
    pending = { value };
    if (timer === null) rest();
  };
}
