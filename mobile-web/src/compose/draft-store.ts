/**
 * The draft that is being composed: the document, what is selected, undo and redo, and its saving.
 *
 * Every change goes through {@link DraftStore.apply}. A changed document is saved once it has rested
 * for `REST_MS`; only one save is under way at a time, and what changed meanwhile is saved after it.
 * A save on a stale version stops all saving until {@link DraftStore.replace}.
 */
import { featureOf, type GeoJsonWalk, identified, type WalkFeature } from "./document";
import type { Draft, DraftStatus, Problem, SaveAnswer, SaveDraft } from "./draft";
import { UndoHistory } from "./undo-history";

const REST_MS = 700;
const RETRY_MS = 4000; // after a lost answer

/** Time, so that tests need not wait. */
export interface Timer {
  nowMs(): number;
  later(act: () => void, delayMs: number): () => void;
}

const TIMER: Timer = {
  nowMs: () => performance.now(),
  later: (act, delayMs) => {
    const id = setTimeout(act, delayMs);
    return () => clearTimeout(id);
  },
};

export class DraftStore {
  readonly id: string;
  private held: GeoJsonWalk;
  private keptVersion: number;
  private state: DraftStatus = "saved";
  private wrongs: readonly Problem[] = [];
  private doubts: readonly Problem[] = [];
  private chosen: string | null = null;
  private isDirty = false;
  private previewed: GeoJsonWalk | null = null;
  private saving: Promise<void> | null = null;
  private cancel: () => void = () => {};
  private readonly history = new UndoHistory<GeoJsonWalk>();
  private readonly listeners = new Set<() => void>();

  constructor(
    draft: Draft,
    private readonly save: SaveDraft,
    private readonly timer: Timer = TIMER,
  ) {
    this.id = draft.id;
    this.held = identified(draft.document);
    this.keptVersion = draft.version;
    this.believe(draft);
  }

  get document(): GeoJsonWalk {
    return this.held;
  }

  /** The version the server keeps that this document grew from. */
  get version(): number {
    return this.keptVersion;
  }

  get status(): DraftStatus {
    return this.state;
  }

  /** What keeps the kept version from being walked; empty where nothing does. */
  get problems(): readonly Problem[] {
    return this.wrongs;
  }

  /** What a walker may stumble over in the kept version. */
  get warnings(): readonly Problem[] {
    return this.doubts;
  }

  get selected(): string | null {
    return this.chosen;
  }

  get selectedFeature(): WalkFeature | null {
    return featureOf(this.held, this.chosen);
  }

  get canUndo(): boolean {
    return this.history.undoLabel !== null;
  }

  get canRedo(): boolean {
    return this.history.redoLabel !== null;
  }

  get undoLabel(): string | null {
    return this.history.undoLabel;
  }

  get redoLabel(): string | null {
    return this.history.redoLabel;
  }

  /** Hear of every change of document, selection or status; returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Change the document as one step that can be undone.
   *
   * @param label - What is done, in words a person reads.
   * @param mergeKey - Changes with one key in quick succession (a slider) are undone together.
   */
  apply(
    label: string,
    change: (document: GeoJsonWalk) => GeoJsonWalk,
    mergeKey: string | null = null,
  ): void {
    const before = this.held;
    const after = change(before);
    if (after === before) return;
    this.history.record(label, before, mergeKey, this.timer.nowMs());
    this.show(identified(after));
  }

  undo(): void {
    const before = this.history.undo(this.held);
    if (before !== null) this.show(before);
  }

  redo(): void {
    const after = this.history.redo(this.held);
    if (after !== null) this.show(after);
  }

  select(id: string | null): void {
    const chosen = featureOf(this.held, id) === null ? null : id;
    if (chosen === this.chosen) return;
    this.chosen = chosen;
    this.tell();
  }

  /**
   * Let the server hear another document for a while, at once; what is shown stays as it is.
   *
   * @param document - `null` gives back what is shown.
   */
  preview(document: GeoJsonWalk | null): void {
    if (document === this.previewed || this.state === "stale") return;
    this.previewed = document;
    this.isDirty = true;
    this.saveLater(0);
  }

  /** Take what the server has (restored, or saved by somebody else); what was done is forgotten. */
  replace(draft: Draft): void {
    this.cancel();
    this.held = identified(draft.document);
    this.keptVersion = draft.version;
    this.history.reset();
    this.isDirty = false;
    this.believe(draft);
    this.keepSelection();
    this.tell();
  }

  /** Save at once whatever is not saved yet; resolves when the server has answered. */
  async flush(): Promise<DraftStatus> {
    this.cancel();
    if (this.saving !== null) await this.saving;
    if (this.isDirty && this.state !== "stale") await this.saveNow();
    return this.state;
  }

  private believe({ problems = [], warnings = [] }: Draft): void {
    this.wrongs = problems;
    this.doubts = warnings;
    this.state = problems.length === 0 ? "saved" : "wrong";
  }

  private show(document: GeoJsonWalk): void {
    this.held = document;
    this.isDirty = true;
    this.keepSelection();
    if (this.state !== "stale") {
      this.state = "saving";
      this.saveLater(REST_MS);
    }
    this.tell();
  }

  private keepSelection(): void {
    if (featureOf(this.held, this.chosen) === null) this.chosen = null;
  }

  private saveLater(delayMs: number): void {
    this.cancel();
    this.cancel = this.timer.later(() => void this.saveNow(), delayMs);
  }

  private async saveNow(): Promise<void> {
    if (this.saving !== null) return; // what changed meanwhile is saved after it
    this.cancel();
    const sent = this.previewed ?? this.held;
    this.isDirty = false;
    this.saving = this.save({ id: this.id, version: this.keptVersion, document: sent }).then(
      (answer) => this.take(answer),
    );
    await this.saving;
  }

  private take(answer: SaveAnswer): void {
    this.saving = null;
    if (answer.kind === "lost") {
      this.isDirty = true;
      this.state = "offline";
      this.saveLater(RETRY_MS);
    } else if (answer.kind === "stale") {
      this.isDirty = true;
      this.state = "stale";
    } else {
      this.keptVersion = answer.version;
      this.wrongs = answer.kind === "wrong" ? answer.problems : [];
      this.doubts = answer.warnings ?? [];
      this.state = this.isDirty ? "saving" : answer.kind;
      if (this.isDirty) this.saveLater(REST_MS);
    }
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
