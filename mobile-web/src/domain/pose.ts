/** Where a walker is and where they face, as a device reports it. */

/** A WGS84 point; a phone's altitude is too poor to send. */
export interface GeoPoint {
  readonly kind: "geographic";
  readonly lonDeg: number;
  readonly latDeg: number;
}

/** Local metres from the walk's origin. */
export interface LocalPoint {
  readonly kind: "local";
  readonly eastM: number;
  readonly northM: number;
  readonly upM: number;
}

/**
 * One report of a device.
 *
 * `timeUs` is the sender's clock in microseconds (only differences mean anything); `null` means
 * unknown throughout; headings are clockwise from north, 0 ≤ x < 360.
 */
export interface Pose {
  readonly timeUs: number;
  readonly point: GeoPoint | LocalPoint | null;
  readonly accuracyM: number | null;
  readonly headingDeg: number | null;
  readonly headingAccuracyDeg: number | null;
  readonly speedMps: number | null;
}

/** Local metres as the server states them. */
export interface Position {
  readonly eastM: number;
  readonly northM: number;
  readonly upM: number;
}
