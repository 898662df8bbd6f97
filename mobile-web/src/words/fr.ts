/** What the walking pages say, in French; spaces before punctuation are made unbreakable on reading. */
import type { Catalogue } from "./catalogue";

export const fr: Catalogue = {
  title: "Latentwalk",
  home: "Accueil",
  start: {
    lead: "Le sol a une voix. Marchez, il répond.",
    doors: "Deux entrées",
    outdoor: "Marcher dehors",
    outdoorLine: "Téléphone, casque, lieu dégagé.",
    indoor: "Marcher à l’intérieur",
    indoorLine: "Le même sol, sur cet écran.",
    others: "Autres marches",
    outdoors: "Dehors",
    indoors: "À l’intérieur",
    looking: "Recherche des marches…",
    none: "Aucune marche n’est encore publiée ici.",
    compose: "Composer",
    language: "Langue",
    kept: "Rien de ce que vous dites n’est conservé.",
    scene:
      "Une sphère pâle sur une plaine au crépuscule ; autour d’elle, au sol, quatre couleurs à peine visibles.",
  },
  before: {
    mic: "Micro",
    micOn: "La rue et vos pas entrent dans le son. Jamais enregistrés.",
    micOff: "Le micro reste fermé.",
    headphones:
      "Un casque, ouvert si possible. Réglez le volume de façon à toujours entendre la rue.",
    safety:
      "La rue passe d’abord. Levez les yeux, restez en terrain dégagé, arrêtez-vous quand vous voulez.",
    plant:
      "Cette marche se déploie autour de vous, sur {width} × {height} m : choisissez un terrain dégagé, sans circulation.",
    plantAnywhere:
      "Cette marche se déploie autour de vous : choisissez un terrain dégagé, sans circulation.",
    start: "Commencer",
    startPlanted: "Autour de moi le terrain est dégagé : commencer",
    resume: "Reprendre la marche",
    starting: "Un instant…",
    indoors: "Pas dehors ? Marcher à l’intérieur",
    asks: "Le téléphone demandera le micro, le mouvement et la position. Un seul suffit.",
  },
  walking: {
    once: "Tournez lentement. Puis marchez.",
    compass: "Où se trouvent les sols autour de la sphère",
    mic: "Micro",
    micIsOn: "Micro ouvert",
    micIsOff: "Micro fermé",
    pocket: "Poche",
    pocketLong: "Écran noir pour la poche",
    stop: "Arrêter",
    missing: "Ce qui manque : {names}",
    stale: "Votre position n’arrive plus. Le son l’attend.",
    screen: "Écran",
    awake:
      "L’écran risque de se verrouiller, et la marche avec lui. Gardez-le allumé dans les réglages du téléphone.",
    inZone: "Vous êtes ici : {zone}",
    ended: "La marche est terminée.",
    again: "Marcher encore",
    failed: "La marche n’a pas pu commencer : {error}. Rechargez la page.",
  },
  cues: {
    "turn-then-walk": "Tournez lentement. Puis marchez.",
    "hush-road": "Une route devant vous.",
    "hush-rail": "Des rails devant vous.",
    "hush-water": "De l’eau devant vous.",
    "hush-steps": "Des marches devant vous.",
    "hush-cliff": "Un vide devant vous.",
    "hush-private": "Un terrain privé devant vous.",
    "too-fast": "Cette pièce est faite pour la marche.",
    closing: "Retirez votre casque. Écoutez.",
  },
  cover: {
    minutes: "Environ {minutes} min",
    stepFree: "Sans marches",
    steps: "Avec des marches",
    opens: "Dehors, cette marche ouvre {when}.",
    today: "aujourd’hui à {time}",
    tomorrow: "demain à {time}",
    later: "le {date}",
    inDaylight: "Dehors, cette marche n’est ouverte qu’à la lumière du jour.",
  },
  ended: {
    last: "Continuer",
    minute: "1 minute",
    minutes: "{minutes} minutes",
    data: "{megabytes} Mo de données",
    heard: "Les enregistrements que vous avez entendus",
    model: "{title} : {authors}",
    nothingKept: "Rien n’a été gardé : ni son, ni trajet.",
  },
  silence: {
    tap: "Touchez pour entendre à nouveau",
    route: "Le casque n’est plus là : le son s’est arrêté.",
    interrupted: "Un appel ou une autre application a pris le son.",
    stalled: "Le téléphone a endormi le son.",
  },
  pocket: {
    hint: "Maintenez pour réveiller l’écran. Maintenez encore pour arrêter.",
    holding: "Maintenez…",
    wake: "Relâchez pour réveiller. Maintenez encore pour arrêter.",
    label: "Écran de poche. Maintenez une seconde pour le réveiller, trois pour arrêter la marche.",
    asleep: "L’écran est noir. La marche continue.",
    awake: "L’écran est réveillé.",
  },
  indoor: {
    enter: "Entrer",
    keys: "Z Q S D ou les flèches pour marcher, la souris pour regarder, E et A pour monter et descendre.",
    thumbs: "Le pouce gauche marche, le pouce droit regarde.",
    view: "La marche, vue d’où vous êtes",
    noPicture:
      "Ce navigateur ne peut pas dessiner le monde (pas de WebGL). Autorisez-le ou changez de navigateur.",
  },
  connection: {
    connecting: "Connexion…",
    place:
      "Toutes les places sont prises. Vous êtes au rang {place} : vous entrez dès qu’une place se libère.",
  },
  waiting: {
    place: "Votre rang dans la file",
    line: "Toutes les places sont prises. Voici le sol de la marche : écoutez, et d’ici vous marcherez dès qu’une place se libère.",
    next: "La prochaine place est pour vous.",
    spoken:
      "Toutes les places sont prises. Vous êtes au rang {place} dans la file. Restez, écoutez : vous marcherez dès qu’une place se libère.",
    moved: "Vous êtes maintenant au rang {place}.",
    turn: "C’est à vous. La marche commence.",
    leave: "Quitter la file",
    left: "Vous avez quitté la file.",
  },
  code: {
    label: "Code d’accès",
    enter: "Entrer",
    wrong: "Ce n’est pas le code de cette marche. Après plusieurs erreurs, attendez une minute.",
  },
  closing: {
    bye: "La marche est terminée.",
    internal: "Le serveur a trébuché. Nouvel essai…",
    restart: "Le serveur redémarre. Nouvel essai…",
    malformed: "La page et le serveur ne se comprennent pas. Rechargez la page.",
    "access-code": "Cette marche demande un code. Demandez-le à qui vous a invité.",
    "unknown-walk": "Cette marche n’existe pas ici. Choisissez-en une autre à l’accueil.",
    "no-hello": "La connexion a été trop lente à s’établir. Nouvel essai…",
    replaced: "Cette marche continue dans un autre onglet ou sur un autre appareil.",
    oversized: "La page et le serveur ne se comprennent pas. Rechargez la page.",
    version: "Le serveur parle une version plus récente. Rechargez la page.",
    flooding: "Trop d’envois d’un coup. Nouvel essai…",
    full: "Toutes les places sont prises. Vous entrez dès qu’une place se libère…",
    lost: "Connexion perdue. On la cherche…",
    incomplete: "La page est incomplète. Rechargez-la.",
  },
  senses: { audio: "Son", microphone: "Micro", motion: "Boussole", location: "Position" },
  reasons: {
    audio: {
      blocked:
        "Le son est bloqué. Touchez la page ; s’il ne vient pas, autorisez le son pour ce site.",
      missing:
        "Ce navigateur ne peut pas jouer le flux. Ouvrez la page dans Safari, Chrome ou Firefox.",
    },
    microphone: {
      refused: "Autorisez le micro dans les réglages du site, puis rechargez la page.",
      missing: "Aucun micro trouvé. La marche s’en passe.",
      busy: "Une autre application occupe le micro. Fermez-la, puis rouvrez le micro.",
      muted: "Le téléphone a coupé le micro. Rétablissez-le dans ses réglages.",
      "headset-mic":
        "Le micro du casque sonne comme un téléphone. Fermez le micro pour retrouver tout le son.",
    },
    motion: {
      refused:
        "Autorisez les capteurs de mouvement dans les réglages du site, puis rechargez la page.",
      missing: "Pas de boussole ici. Le son reste large et ne tourne pas avec vous.",
    },
    location: {
      refused:
        "Autorisez la position pour ce site, et pour le navigateur dans les réglages du téléphone ; puis rechargez la page.",
      missing:
        "Ce navigateur ne donne pas la position. Marchez avec un téléphone, ou à l’intérieur.",
      "no-fix":
        "Pas encore de position. Placez-vous à ciel ouvert et vérifiez que la localisation est activée.",
      approximate:
        "Position approximative seulement. Activez la « Position exacte » pour le navigateur.",
    },
  },
  elsewhere: {
    insecure: "Cette adresse n’est pas sécurisée",
    insecureLine:
      "Les navigateurs ne donnent le son, le micro et la position qu’aux adresses https. Demandez l’adresse https de cette marche, ou ouvrez-la sur l’ordinateur qui la sert, à http://localhost.",
    outdated: "Ce navigateur est trop ancien",
    outdatedLine:
      "Il ne peut pas jouer un flux en direct. Mettez-le à jour, ou ouvrez la page dans une version actuelle de Safari, Chrome ou Firefox.",
    inApp: "Un pas hors de cette application",
    inAppLine:
      "Cette page s’est ouverte dans une autre application, qui ne donne pas accès à ceci : {what}. Ouvrez-la dans le navigateur du téléphone :",
    ios: "Touchez ··· ou le signe de partage, puis « Ouvrir dans Safari ». Ou copiez l’adresse et collez-la dans Safari.",
    android:
      "Touchez ⋮, puis « Ouvrir dans Chrome » ou « Ouvrir dans le navigateur ». Ou copiez l’adresse et collez-la là.",
    other: "Copiez l’adresse et collez-la dans Safari, Chrome ou Firefox.",
    copy: "Copier l’adresse",
    copied: "Copiée. Ouvrez maintenant votre navigateur.",
    address: "L’adresse de cette marche",
    anyway: "Marcher ici avec ce qu’il y a",
    sound: "le son",
    microphone: "le micro",
    location: "la position",
    motion: "la boussole",
  },
  failure: {
    unreachable: "Le serveur est injoignable. Vérifiez la connexion, puis rechargez la page.",
    "unknown-walk": "Cette marche n’existe pas ici.",
    refused: "Le serveur n’a pas répondu comme il le devrait. Réessayez plus tard.",
  },
};
