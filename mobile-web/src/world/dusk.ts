/** The colours of the world: those of ui/styles/tokens.css, which a WebGL scene cannot read. */
export const DUSK = {
  zenith: 0x14171d,
  sky: 0x262c36,
  horizon: 0x4a5460,
  afterglow: 0x9a6f5c,
  ground: "#262c34",
  groundLine: "#323a44",
  hush: "#101216",
  sun: 0xffdabd, // low in the west
  above: 0xb9c6d6,
  below: 0x2a2724,
} as const;
