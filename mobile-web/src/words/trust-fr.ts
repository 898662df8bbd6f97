/** What the trust page says, in French. */
import type { TrustWords } from "./trust-words";

export const trustFr: TrustWords = {
  title: "Ouvrir à ce téléphone",
  lead: "Les téléphones ne donnent le son, le micro et la position qu’aux adresses de confiance. Quelques gestes, une seule fois.",
  testing: "Ce téléphone fait-il déjà confiance à cette adresse ? On vérifie…",
  notYet: "Ce téléphone ne fait pas encore confiance à cette adresse. La page vérifie d’elle-même.",
  insecure: "Cette page a été ouverte sans https. Ouvrez {address}",
  insecureAlone:
    "Cette page a été ouverte sans https. Scannez de nouveau le code sur l’ordinateur.",
  ready: "Ce téléphone est prêt.",
  walk: "Vers la marche",
  ios: {
    name: "iPhone, iPad",
    download: "Installer le profil",
    first: "Dans Safari, touchez le bouton et autorisez le téléchargement.",
    second: "Réglages → Profil téléchargé → Installer.",
    third:
      "Réglages → Général → Informations → Réglages des certificats : activez « {name} ». Puis revenez ici.",
    note: "Il faut les deux réglages : un profil seul n’est pas encore de confiance.",
    remove:
      "Pour le retirer : Réglages → Général → VPN et gestion de l’appareil → le profil → Supprimer.",
  },
  android: {
    name: "Android",
    download: "Télécharger le certificat",
    first: "Touchez le bouton et gardez le fichier.",
    second:
      "Paramètres → Sécurité → Chiffrement et identifiants → Installer un certificat → Certificat CA → Installer quand même, puis choisissez le fichier.",
    third: "Revenez ici, dans Chrome ou Samsung Internet. Firefox tient sa propre liste.",
    note: "Les noms varient selon les marques : cherchez « certificat CA » dans les paramètres. Android vous avertit, comme pour tout certificat qui n’est pas arrivé avec le téléphone.",
    remove:
      "Pour le retirer : Paramètres → Sécurité → Chiffrement et identifiants → Identifiants de l’utilisateur.",
  },
  other: {
    name: "Un ordinateur",
    download: "Télécharger le certificat",
    first: "Sur l’ordinateur qui sert la marche, rien à faire : ouvrez http://localhost:8000.",
    second:
      "Sur un autre, ajoutez le certificat aux autorités de confiance : dans les réglages du navigateur, sous Sécurité → Certificats, ou dans le trousseau du système.",
    third: "Revenez ici.",
    note: "Firefox tient sa propre liste.",
    remove: "Pour le retirer, supprimez-le là où vous l’avez ajouté.",
  },
  why: {
    name: "Ce qu’il peut, ce qu’il ne peut pas",
    can: "Il répond d’une seule chose : que cet ordinateur, dans votre réseau local, est bien celui qu’il dit être.",
    cannot:
      "Il est limité aux adresses d’un réseau local : il ne peut répondre d’aucun site public. Il ne lit rien sur ce téléphone.",
    key: "Il a été créé sur l’ordinateur qui sert cette marche, et sa clé y reste.",
    fingerprint: "Empreinte (SHA-256), la même que celle que l’ordinateur affiche :",
    unknown: "Le serveur ne donne pas son empreinte.",
  },
};
