/** GPX files read and written in the browser. */
import type { TrackPoint } from "../../sensors/simulated-track";

const MOST_BYTES = 10_000_000; // as the server takes (geo/gpx.py)
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const NAMESPACE = "http://www.topografix.com/GPX/1/1";

/** The points of all tracks, else of the routes; `null` where it is no GPX. */
export function readGpx(text: string): TrackPoint[] | null {
  if (text.length > MOST_BYTES || /<!DOCTYPE|<!ENTITY/.test(text)) return null;
  const document = new DOMParser().parseFromString(text, "application/xml");
  if (document.querySelector("parsererror") !== null) return null;
  const tracked = [...document.getElementsByTagName("trkpt")];
  const points = tracked.length > 0 ? tracked : [...document.getElementsByTagName("rtept")];
  return points.map(pointOf);
}

function pointOf(element: Element): TrackPoint {
  const time = element.getElementsByTagName("time")[0]?.textContent ?? "";
  const timeMs = Date.parse(time.trim());
  return {
    lonDeg: numberOf(element.getAttribute("lon")),
    latDeg: numberOf(element.getAttribute("lat")),
    timeMs: Number.isNaN(timeMs) ? null : timeMs,
  };
}

/** An attribute that is missing or empty is no number, and no point on Earth. */
function numberOf(text: string | null): number {
  return text === null || text.trim() === "" ? Number.NaN : Number(text);
}

/** A track without times: it is walked at 1.2 m/s. */
export function writeGpx(points: readonly { lonDeg: number; latDeg: number }[]): string {
  const lines = points.map(
    ({ lonDeg, latDeg }) => `<trkpt lat="${latDeg.toFixed(8)}" lon="${lonDeg.toFixed(8)}"/>`,
  );
  const track = `<trk><trkseg>\n${lines.join("\n")}\n</trkseg></trk>`;
  return `${HEAD}\n<gpx version="1.1" creator="latentwalk" xmlns="${NAMESPACE}">\n${track}\n</gpx>\n`;
}
