/** The rules of a walk as sentences: when … then … */
import type { JsonObject } from "../../../compose/document";
import { freeId } from "../../../compose/document";
import {
  type ActionKind,
  actionKindOf,
  type Clause,
  type ConditionKind,
  conditionKindOf,
  freshAction,
  freshCondition,
  freshSentence,
  ruleOf,
  rulesOf,
  type Sentence,
  sentenceOf,
  withRule,
} from "../../../compose/rules";
import { fill } from "../../../words/words";
import { button, element } from "../../element";
import type { Desk } from "../desk";
import { Panel } from "../dialog";
import { choiceField, choicesOf, switchField } from "../fields";
import { actionFields, conditionFields, knownOf } from "./rule-fields";

export function openRules(desk: Desk): void {
  const panel = new Panel(desk.words.rules.heading, desk.words.close, "dialog-wide");
  const rules = new RulesPanel(desk, panel.body);
  const stop = desk.store.subscribe(() => rules.render());
  panel.onClose(stop);
  rules.render();
  panel.open();
}

class RulesPanel {
  private shown: unknown = null;

  constructor(
    private readonly desk: Desk,
    private readonly body: HTMLElement,
  ) {}

  render(): void {
    const { store, words } = this.desk;
    const { rules } = store.document.latentwalk;
    if (this.shown === (rules ?? "none")) return;
    this.shown = rules ?? "none";
    const w = words.rules;
    this.body.replaceChildren(
      element("p", "small", [w.lead]),
      ...rulesOf(store.document).map((rule, index) => this.rule(rule, index)),
      button(w.add, "add-rule", "button-small", () => this.add()),
    );
  }

  private add(): void {
    const rules = rulesOf(this.desk.store.document);
    const id = freeId(new Set(rules.map((rule) => String(rule.id))), `rule-${rules.length + 1}`);
    this.write(rules.length, ruleOf(freshSentence(knownOf(this.desk), id)));
  }

  private rule(rule: JsonObject, index: number): HTMLElement {
    const w = this.desk.words.rules;
    const sentence = sentenceOf(rule);
    const remove = button(w.remove, "remove-rule", "quiet", () => this.write(index, null));
    const wrongs = this.desk.store.problems
      .filter(({ field }) => field?.startsWith(`rules.${index}`) === true)
      .map(({ message }) => element("p", "notice is-bad", [message]));
    if (sentence === null) {
      const text = JSON.stringify(rule);
      return element("article", "rule", [
        element("p", "small", [w.nested]),
        element("code", "small", [text]),
        remove,
      ]);
    }
    const set = (change: Partial<Sentence>): void =>
      this.write(index, ruleOf({ ...sentence, ...change }));
    return element("article", "rule", [
      ...wrongs,
      this.match(sentence, set),
      ...sentence.when.map((clause, at) => this.clause(sentence, clause, at, set)),
      button(w.addCondition, "add-condition", "quiet", () =>
        set({ when: [...sentence.when, this.freshClause("inside")] }),
      ),
      element("p", "rule-word", [w.thenWord]),
      ...sentence.acts.map((action, at) => this.action(sentence, action, at, set)),
      button(w.addAction, "add-action", "quiet", () =>
        set({ acts: [...sentence.acts, freshAction("say", knownOf(this.desk))] }),
      ),
      element("div", "rule-foot", [
        switchField(w.once, sentence.isOnce, (isOnce) => set({ isOnce })),
        remove,
      ]),
    ]);
  }

  private match({ match, when }: Sentence, set: (change: Partial<Sentence>) => void): HTMLElement {
    const w = this.desk.words.rules;
    if (when.length < 2) return element("p", "rule-word", [w.when]);
    return choiceField(w.when, match, choicesOf(w.match), (next) =>
      set({ match: next === "any" ? "any" : "all" }),
    );
  }

  private clause(
    sentence: Sentence,
    clause: Clause,
    at: number,
    set: (change: Partial<Sentence>) => void,
  ): HTMLElement {
    const w = this.desk.words.rules;
    const put = (next: Clause): void => set({ when: exchanged(sentence.when, at, next) });
    const kind = conditionKindOf(clause.condition) ?? "entered";
    return this.row(
      [
        switchField(w.not, clause.isNot, (isNot) => put({ ...clause, isNot })),
        choiceField(w.condition, kind, choicesOf(w.conditions), (next) =>
          put(this.freshClause(next as ConditionKind)),
        ),
        ...conditionFields(this.desk, clause.condition, (change) =>
          put({ ...clause, condition: { ...clause.condition, ...change } }),
        ),
      ],
      sentence.when.length > 1 ? () => set({ when: without(sentence.when, at) }) : null,
    );
  }

  private action(
    sentence: Sentence,
    action: JsonObject,
    at: number,
    set: (change: Partial<Sentence>) => void,
  ): HTMLElement {
    const w = this.desk.words.rules;
    const put = (next: JsonObject): void => set({ acts: exchanged(sentence.acts, at, next) });
    const kind = actionKindOf(action) ?? "say";
    return this.row(
      [
        choiceField(w.action, kind, choicesOf(w.actions), (next) =>
          put(freshAction(next as ActionKind, knownOf(this.desk))),
        ),
        ...actionFields(this.desk, action, (change) => put({ ...action, ...change })),
      ],
      sentence.acts.length > 1 ? () => set({ acts: without(sentence.acts, at) }) : null,
    );
  }

  private row(fields: readonly HTMLElement[], takeOut: (() => void) | null): HTMLElement {
    const w = this.desk.words.rules;
    const out = takeOut === null ? null : button(w.takeOut, "take-out", "quiet", takeOut);
    return element("div", "rule-row", [...fields, out]);
  }

  private freshClause(kind: ConditionKind): Clause {
    return { isNot: false, condition: freshCondition(kind, knownOf(this.desk)) };
  }

  private write(index: number, rule: JsonObject | null): void {
    const { store, words } = this.desk;
    const label = fill(words.did.change, { what: words.rules.heading });
    store.apply(label, (walk) => withRule(walk, index, rule));
  }
}

function exchanged<T>(list: readonly T[], at: number, item: T): T[] {
  return list.map((each, index) => (index === at ? item : each));
}

function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, index) => index !== at);
}
