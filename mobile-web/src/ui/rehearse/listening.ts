/** The session of a rehearsal: begun with a tap, ended with another, as often as one likes. */
import type { Walk } from "../../domain/walk";
import { Company } from "../../session/company";
import { publishHooks } from "../../session/hooks";
import { ResumeToken } from "../../session/resume-token";
import { Session, type SessionOptions } from "../../session/session";
import type { SessionState } from "../../session/session-state";
import type { Tongue } from "../../words/catalogue";
import type { Desk } from "./desk";

export class Listening {
  private session: Session;

  /**
   * @param heard - Hears of every change of the session's state.
   * @param told - Shows what is said beside the stream; empty is nothing.
   */
  constructor(
    private readonly options: SessionOptions,
    private readonly walk: Walk,
    private readonly tongue: Tongue,
    private readonly desk: Desk,
    private readonly heard: (state: SessionState) => void,
    private readonly told: (line: string) => void,
  ) {
    this.session = this.make();
  }

  get state(): SessionState {
    return this.session.store.value;
  }

  /** Begin; call inside a tap. Rejects where sound is impossible. */
  start(): Promise<void> {
    if (this.state.phase === "stopped") this.session = this.make();
    return this.session.start(false);
  }

  stop(): Promise<void> {
    return this.session.stop();
  }

  setMic(isOn: boolean): void {
    void this.session.setMic(isOn);
  }

  wake(): void {
    this.session.wakeSound();
  }

  private make(): Session {
    const { desk, options } = this;
    // A real walk of this tab is planted elsewhere: a rehearsal never goes on with it.
    new ResumeToken(options.walk, options.door).value = null;
    desk.senses.unplant();
    const session = new Session(options, desk.senses);
    session.store.listen((state) => {
      if (state.position !== null) desk.senses.planted();
      this.heard(state);
    });
    const company = new Company(session, this.walk, this.tongue);
    company.store.listen(({ line }) => this.told(line));
    publishHooks(session, {
      setPosition: (eastM, northM) => desk.jump({ eastM, northM }),
      setHeading: (headingDeg) => {
        desk.walker.headingDeg = headingDeg;
      },
    });
    return session;
  }
}
