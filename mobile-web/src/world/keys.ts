/** Keys to intent; by place on the keyboard, so that WASD is where it is on every layout. */
import type { Intent } from "./rig";

type Axis = "forward" | "right" | "up" | "turn";

const BINDINGS: Readonly<Record<string, readonly [Axis, number]>> = {
  KeyW: ["forward", 1],
  KeyS: ["forward", -1],
  KeyD: ["right", 1],
  KeyA: ["right", -1],
  ArrowUp: ["forward", 1],
  ArrowDown: ["forward", -1],
  ArrowRight: ["turn", 1],
  ArrowLeft: ["turn", -1],
  KeyE: ["up", 1],
  Space: ["up", 1],
  KeyQ: ["up", -1],
  KeyC: ["up", -1],
};

/** Which keys are down, and what they ask for together. */
export class Keys {
  private readonly down = new Set<string>();

  /** @returns Whether the key is ours. */
  press(code: string): boolean {
    this.down.add(code);
    return code in BINDINGS;
  }

  release(code: string): void {
    this.down.delete(code);
  }

  /** A window that loses focus never hears the release. */
  releaseAll(): void {
    this.down.clear();
  }

  intent(): Intent {
    const sums: Record<Axis, number> = { forward: 0, right: 0, up: 0, turn: 0 };
    for (const code of this.down) {
      const binding = BINDINGS[code];
      if (binding !== undefined) sums[binding[0]] += binding[1];
    }
    const isHurried = this.down.has("ShiftLeft") || this.down.has("ShiftRight");
    return {
      forward: Math.sign(sums.forward),
      right: Math.sign(sums.right),
      up: Math.sign(sums.up),
      turn: Math.sign(sums.turn),
      isHurried,
    };
  }
}
