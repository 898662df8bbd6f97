import { expect, test } from "vitest";
import { Opening } from "./opening";

test("nothing is known before something is heard", () => {
  const opening = new Opening();
  opening.tap(1000);
  opening.answer(2000);
  expect(opening.times).toEqual({ firstSoundMs: null, firstSoundAfterAnswersMs: null });
});

test("the first sound counts, from the tap and from the last answer", () => {
  const opening = new Opening();
  opening.tap(1000);
  opening.answer(1500);
  opening.begin(1800);
  opening.answer(3000);
  opening.begin(9000);
  expect(opening.times).toEqual({ firstSoundMs: 800, firstSoundAfterAnswersMs: -1200 });
});
