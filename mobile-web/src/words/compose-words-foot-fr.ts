/** Composing on foot, in French. */
import type { Texts } from "./catalogue";
import type { footEn } from "./compose-words-foot-en";

export const footFr: Texts<typeof footEn> = {
  heading: "À pied",
  begin: "Se tenir là et écouter",
  beginLead:
    "Casque sur les oreilles. Le brouillon sonne où vous êtes ; ce que vous ajoutez se pose ici.",
  noFix: "En attente d’une position…",
  here: "Vous êtes ici, à {accuracy} m près.",
  refused: "Cette page ne peut savoir où vous êtes. Autorisez-la dans les réglages du navigateur.",
  quiet: "Cesser d’écouter",
  failed: "L’écoute n’a pas commencé : {why}",
  plant: "Planter ce que j’entends",
  planted: "Planté ici.",
  nothingHeard: "Rien ne sonne ici qui puisse être planté.",
  record: "Enregistrer 10\u00a0s et les planter",
  recording: "Enregistrement… {seconds} s",
  noMic: "Le micro n’a pas été autorisé.",
  edge: "Marcher le bord d’une zone",
  edgeDone: "Fermer le bord ({length})",
  edgeShort: "C’était trop peu pour une zone.",
  hush: "Marquer un silence",
  hushWhat: "Qu’y a-t-il là ?",
  note: "Note parlée",
  noteDone: "Garder la note ({seconds} s)",
  noteName: "Note {time}",
  soundName: "Ici {time}",
  heardName: "Entendu {time}",
  kept: "Gardé.",
  tools: "Outils",
};
