/** The survey of a site: on foot, and as layers of the editor's map. */
import type { Texts } from "./catalogue";
import type { Language } from "./language";
import { typesetAll } from "./typeset";

const en = {
  begin: "Survey the site",
  running: "Stop and keep ({seconds} s · {points} points · {accuracy})",
  within: "{metres} m",
  noFix: "no fix",
  lead: "Walk the route. The microphone stays off; accuracy, compass, round trip and loss are noted each second.",
  kept: "{points} points of this site are kept in the draft.",
  nothing: "No position came: nothing was kept.",
  failed: "The survey did not begin: {why}",
  name: "Survey {time}",
  did: "survey",
  heading: "Survey",
  layers: "What the dots show",
  accuracy: "Accuracy",
  compass: "Compass",
  roundTrip: "Round trip",
  loss: "Loss",
  legend: "{least} to {most} {unit} and more; grey: not known",
  points: "{points} points",
  fine: "{zone}: finer than the {metres} m measured here",
  gap: "{seconds} s without a fix: let the outside sound here",
  fit: "No zone is finer than what was measured, and no way without a fix stays silent.",
  remove: "Take the survey away",
  removed: "take the survey away",
} as const;
const fr: SurveyWords = {
  begin: "Relever le site",
  running: "Arrêter et garder ({seconds} s · {points} points · {accuracy})",
  within: "{metres} m",
  noFix: "sans position",
  lead: "Marchez le parcours. Le micro reste fermé ; précision, boussole, aller-retour et pertes sont notés chaque seconde.",
  kept: "{points} points de ce site sont gardés dans le brouillon.",
  nothing: "Aucune position n’est venue : rien n’a été gardé.",
  failed: "Le relevé n’a pas commencé : {why}",
  name: "Relevé {time}",
  did: "relever",
  heading: "Relevé",
  layers: "Ce que montrent les points",
  accuracy: "Précision",
  compass: "Boussole",
  roundTrip: "Aller-retour",
  loss: "Pertes",
  legend: "{least} à {most} {unit} et plus ; gris : inconnu",
  points: "{points} points",
  fine: "{zone} : plus fin que les {metres} m mesurés ici",
  gap: "{seconds} s sans position : laissez sonner le dehors ici",
  fit: "Aucune zone n’est plus fine que ce qui a été mesuré, et aucun passage sans position ne reste muet.",
  remove: "Retirer le relevé",
  removed: "retirer le relevé",
};

export type SurveyWords = Texts<typeof en>;

const CATALOGUES: Readonly<Record<Language, SurveyWords>> = { en, fr: typesetAll(fr) };

export function surveyWordsOf(language: Language): SurveyWords {
  return CATALOGUES[language];
}
