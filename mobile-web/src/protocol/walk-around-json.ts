/** What surrounds a walk's ground in its document: hushes, recordings, opening, closing, cover. */
import { HUSH_KINDS, type Hush, type Sample, type Walk } from "../domain/walk";
import { JsonObject } from "./json";
import { readPosition, readShape } from "./walk-json";

type Around = Pick<
  Walk,
  "hushes" | "samples" | "opening" | "closing" | "hours" | "cover" | "models"
>;

const NOTHING = new JsonObject({}, "walk");

/** Read it; a server that says nothing of it has none of it. */
export function readAround(walk: JsonObject): Around {
  const opening = walk.objectOrNull("opening") ?? NOTHING;
  const closing = walk.objectOrNull("closing") ?? NOTHING;
  const hours = walk.objectOrNull("hours") ?? NOTHING;
  const cover = walk.objectOrNull("cover") ?? NOTHING;
  return {
    hushes: walk.objects("hushes").map(readHush),
    samples: walk.objects("samples").map(readSample),
    opening: { words: opening.wordsOr("words", ""), file: opening.stringOr("file", "") },
    closing: { words: closing.wordsOr("words", ""), afterS: closing.numberOr("after_s", null) },
    hours: {
      fromMinute: hours.numberOr("from_minute", 0),
      toMinute: hours.numberOr("to_minute", 0),
      sunDeg: hours.numberOr("sun_deg", null),
    },
    cover: {
      picture: cover.stringOr("picture", ""),
      minutes: cover.numberOr("minutes", null),
      isStepFree: cover.booleanOrNull("is_step_free"),
      attribution: cover.wordsOr("attribution", ""),
      language: cover.stringOr("language", "en"),
      hasAccessCode: cover.booleanOr("has_access_code", false),
    },
    models: walk.list("models").map(String),
  };
}

function readHush(hush: JsonObject): Hush {
  const kind = hush.string("kind");
  return {
    id: hush.string("id"),
    kind: HUSH_KINDS.find((known) => known === kind) ?? "private",
    title: hush.wordsOr("title", ""),
    hushM: hush.numberOr("hush_m", 15),
    shape: readShape(hush.object("shape")),
  };
}

function readSample(sample: JsonObject): Sample {
  const playing = sample.stringOr("playing", "loop");
  return {
    id: sample.string("id"),
    title: sample.wordsOr("title", ""),
    file: sample.string("file"),
    position: readPosition(sample),
    radiusM: sample.numberOr("radius_m", 20),
    gainDb: sample.numberOr("gain_db", 0),
    playing: playing === "once" || playing === "rule" ? playing : "loop",
  };
}
