/** What the compose page says, in each language. */
import type { Texts } from "./catalogue";
import type { Language } from "./language";
import { typesetAll } from "./typeset";

const en = {
  title: "Compose",
  lead: "A walk is one GeoJSON file. Draw its zones in any GIS tool, say in their properties how they sound, and walk them.",
  where:
    "The files lie in the server’s folder of walks (geofences/). The server reads them when it starts.",
  walks: "Walks",
  valid: "can be walked",
  wrong: "cannot be walked yet",
  download: "Download",
  outdoors: "Walk outdoors",
  indoors: "Walk indoors",
  looking: "Looking for walks…",
  none: "There is no walk in the folder yet.",
  forbidden:
    "Composing is for whoever runs the server. Open this page on that computer, or with the one-time link it prints.",
  unreachable: "The server cannot be reached. Check the connection, then reload.",
} as const;

export type ComposeWords = Texts<typeof en>;

const fr: ComposeWords = {
  title: "Composer",
  lead: "Une marche est un fichier GeoJSON. Dessinez ses zones dans un outil SIG, dites dans leurs propriétés comment elles sonnent, et marchez.",
  where:
    "Les fichiers se trouvent dans le dossier des marches du serveur (geofences/). Le serveur les lit à son démarrage.",
  walks: "Marches",
  valid: "prête à marcher",
  wrong: "ne peut pas encore être marchée",
  download: "Télécharger",
  outdoors: "Marcher dehors",
  indoors: "Marcher à l’intérieur",
  looking: "Recherche des marches…",
  none: "Il n’y a pas encore de marche dans le dossier.",
  forbidden:
    "Composer revient à qui fait tourner le serveur. Ouvrez cette page sur cet ordinateur, ou avec le lien à usage unique qu’il affiche.",
  unreachable: "Le serveur est injoignable. Vérifiez la connexion, puis rechargez la page.",
};

const CATALOGUES: Readonly<Record<Language, ComposeWords>> = { en, fr: typesetAll(fr) };

export function composeWordsOf(language: Language): ComposeWords {
  return CATALOGUES[language];
}
