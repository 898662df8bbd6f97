/** The walk's door: what the start page offers first, and the access code. */
import type { Texts } from "./catalogue";
import type { Language } from "./language";
import { typesetAll } from "./typeset";

const en = {
  heading: "At the door",
  isFirst: "The start page offers this walk first.",
  makeFirst: "Offer this walk first",
  code: "Access code",
  hasCode: "Walkers are asked for a code. It is kept hashed, so nobody can read it here.",
  hasNone: "Everybody may walk here.",
  setCode: "Ask for this code",
  dropCode: "Ask for none",
} as const;
const fr: DoorWords = {
  heading: "À la porte",
  isFirst: "La page d’accueil propose d’abord cette marche.",
  makeFirst: "Proposer d’abord cette marche",
  code: "Code d’accès",
  hasCode: "Un code est demandé. Il est gardé haché : personne ne peut le lire ici.",
  hasNone: "Tout le monde peut marcher ici.",
  setCode: "Demander ce code",
  dropCode: "Ne rien demander",
};

export type DoorWords = Texts<typeof en>;

const CATALOGUES: Readonly<Record<Language, DoorWords>> = { en, fr: typesetAll(fr) };

export function doorWordsOf(language: Language): DoorWords {
  return CATALOGUES[language];
}
