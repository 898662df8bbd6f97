/** What the trust page says, in English. */
export const trustEn = {
  title: "Let this phone in",
  lead: "Phones give sound, microphone and position to trusted addresses only. A few taps, once.",
  testing: "Asking whether this phone already trusts this address…",
  notYet: "This phone does not trust this address yet. The page looks again by itself.",
  insecure: "This page was opened without https. Open {address}",
  insecureAlone: "This page was opened without https. Scan the code on the computer once more.",
  ready: "This phone is ready.",
  walk: "To the walk",
  ios: {
    name: "iPhone, iPad",
    download: "Install the profile",
    first: "In Safari, tap the button and allow the download.",
    second: "Settings → Profile Downloaded → Install.",
    third:
      "Settings → General → About → Certificate Trust Settings: switch on “{name}”. Then come back here.",
    note: "Both settings are needed: a profile alone is not trusted yet.",
    remove: "To remove it: Settings → General → VPN & Device Management → the profile → Remove.",
  },
  android: {
    name: "Android",
    download: "Download the certificate",
    first: "Tap the button and keep the file.",
    second:
      "Settings → Security → Encryption & credentials → Install a certificate → CA certificate → Install anyway, then choose the file.",
    third: "Come back here, in Chrome or Samsung Internet. Firefox keeps a list of its own.",
    note: "Makers name these differently: search the settings for “CA certificate”. Android warns you, as it does for every certificate that did not come with the phone.",
    remove: "To remove it: Settings → Security → Encryption & credentials → User credentials.",
  },
  other: {
    name: "A computer",
    download: "Download the certificate",
    first: "On the computer that serves the walk, nothing is needed: open http://localhost:8000.",
    second:
      "On another one, add the certificate to the trusted authorities: in the browser’s settings under Security → Certificates, or in the system’s keychain.",
    third: "Come back here.",
    note: "Firefox keeps a list of its own.",
    remove: "To remove it, delete it where you added it.",
  },
  why: {
    name: "What it can and cannot do",
    can: "It vouches for one thing: that this computer, in your local network, is who it says it is.",
    cannot:
      "It is limited to addresses of a local network, so it cannot vouch for any public website. It reads nothing on this phone.",
    key: "It was made on the computer that serves this walk, and its key stays there.",
    fingerprint: "Fingerprint (SHA-256), the same as the computer prints:",
    unknown: "The server does not say its fingerprint.",
  },
} as const;
