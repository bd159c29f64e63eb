/* A modal dialog on the browser's own: it holds the focus, Esc closes it, and the focus goes back where it was. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useScene } from "./context";
import { Icon } from "./icons";

export interface DialogProps {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  kind?: "wide" | "palette";
  /** The palette has a field in place of a heading. */
  hideTitle?: boolean;
  alert?: boolean;
}

export function Dialog(props: DialogProps) {
  const { t } = useScene();
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    if (!dialog?.open) dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; Esc does the same by key
    <dialog
      ref={box}
      class={`dialog${props.kind ? ` dialog--${props.kind}` : ""}`}
      aria-labelledby={titleId}
      {...(props.alert ? { role: "alertdialog" } : {})}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => event.target === box.current && props.onClose()}
    >
      <div class="dialog__body">
        <header class={props.hideTitle ? "hidden" : "dialog__head"}>
          <h2 id={titleId}>{props.title}</h2>
          {!props.hideTitle && (
            <button type="button" class="button button--icon" onClick={props.onClose}>
              <Icon name="close" />
              <span class="hidden">{t.close}</span>
            </button>
          )}
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
