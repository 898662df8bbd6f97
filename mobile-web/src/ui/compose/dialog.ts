/** A panel over the editor that keeps the focus until it is closed. */
import { button, element } from "../element";

export class Panel {
  readonly body = element("div", "dialog-body");
  private readonly dialog: HTMLDialogElement;

  constructor(heading: string, close: string, classes = "") {
    const title = element("h2", "voice heading", [heading], { id: "dialog-title" });
    this.dialog = element(
      "dialog",
      `dialog ${classes}`,
      [
        element("header", "dialog-head", [
          title,
          button(close, "close-dialog", "quiet", () => this.close()),
        ]),
        this.body,
      ],
      { "aria-labelledby": "dialog-title" },
    );
    this.dialog.addEventListener("close", () => this.dialog.remove());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.close(); // the backdrop
    });
  }

  open(): void {
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  /** Hear that it was closed, however. */
  onClose(listener: () => void): void {
    this.dialog.addEventListener("close", listener);
  }

  close(): void {
    this.dialog.close();
  }
}
