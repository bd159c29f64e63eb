/* Ctrl K: every conversation in sight and every action, by a few letters. */
import { useMemo, useState } from "preact/hooks";
import { waiting } from "../state/selectors";
import { hasAllWords } from "../state/words";
import { KeyCap } from "./bits";
import { actionCommands, type Command } from "./commands";
import { type Scene, useScene } from "./context";
import { Dialog } from "./Dialog";
import { wantFocus } from "./focus";

export function Palette() {
  const { act, t } = useScene();
  const { query, found, at, run, keys, ask } = usePalette();
  const active = found[at] ? { "aria-activedescendant": `command-${found[at].key}` } : {};
  return (
    <Dialog title={t.palette.label} kind="palette" hideTitle onClose={() => act.openDialog(null)}>
      <input
        class="palette__query"
        type="text"
        role="combobox"
        aria-label={t.palette.label}
        aria-expanded={found.length > 0}
        aria-controls="palette-list"
        aria-autocomplete="list"
        {...active}
        placeholder={t.palette.placeholder}
        autoComplete="off"
        value={query}
        onInput={(event) => ask(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <div id="palette-list" class="palette__list" role="listbox" aria-label={t.palette.label}>
        {found.map((command, index) => (
          <CommandLine key={command.key} command={command} active={index === at} onRun={() => run(command)} />
        ))}
      </div>
      <p class="palette__keys">{t.palette.keys}</p>
    </Dialog>
  );
}

function usePalette() {
  const scene = useScene();
  const { act } = scene;
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const all = useMemo(
    () => [...conversationCommands(scene), ...actionCommands(scene)],
    [scene.state, scene.t],
  );
  const found = [
    ...all.filter((command) => hasAllWords(`${command.label} ${command.hint}`, query)),
    ...searchCommand(scene, query.trim()),
  ];
  const at = Math.min(active, Math.max(0, found.length - 1));
  const run = (command: Command | undefined) => {
    if (!command) return;
    act.openDialog(null);
    // After the dialog has given the focus back, so that the action may take it.
    setTimeout(command.run);
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found.length > 0) {
      event.preventDefault();
      setActive((at + by + found.length) % found.length);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      run(found[at]);
    }
  };
  const ask = (text: string) => {
    setQuery(text);
    setActive(0);
  };
  return { query, found, at, run, keys, ask };
}

/** What is not in the lists at hand may be among all conversations. */
function searchCommand({ act, t }: Scene, query: string): Command[] {
  if (!query) return [];
  const run = () => {
    act.showPane("lists");
    act.showList("all");
    act.search({ query, status: "all" });
    requestAnimationFrame(() => document.getElementById("browse-query")?.focus());
  };
  return [{ key: "search-all", label: t.palette.searchAll(query), hint: "", group: t.lists.tabs.all, run }];
}

function CommandLine({ command, active, onRun }: { command: Command; active: boolean; onRun(): void }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above keeps the focus and handles the keys
    <div
      id={`command-${command.key}`}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      class={active ? "option option--active" : "option"}
      ref={(line) => {
        if (active) line?.scrollIntoView({ block: "nearest" });
      }}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onRun}
    >
      <span class="option__top">
        <span dir="auto">{command.label}</span>
        {command.keyCap && <KeyCap cap={command.keyCap} />}
        <span class="option__group">{command.group}</span>
      </span>
      {command.hint && (
        <span class="option__text" dir="auto">
          {command.hint}
        </span>
      )}
    </div>
  );
}

function conversationCommands({ state, act, t }: Scene): Command[] {
  const known = new Map(
    [...state.lists.mine, ...waiting(state), ...state.browse.items].map((line) => [
      line.conversation_id,
      line,
    ]),
  );
  return [...known.values()].map((line) => ({
    key: line.conversation_id,
    label: line.contact.name || t.visitor,
    hint: line.question,
    group: t.lists.statuses[line.status],
    run() {
      act.select(line.conversation_id);
      wantFocus(line.conversation_id);
    },
  }));
}
