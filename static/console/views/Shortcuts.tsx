/* The list of keyboard shortcuts, and the switch for single keys. */
import type { ComponentChildren } from "preact";
import { useScene } from "./context";
import { Dialog } from "./Dialog";

export function Shortcuts() {
  const { state, act, t } = useScene();
  const s = t.shortcuts;
  return (
    <Dialog title={s.title} onClose={() => act.openDialog(null)}>
      <Keys title={s.always} keys={[[s.palette, s.ctrl, "K"]]} />
      <Keys
        title={s.writing}
        keys={[
          [s.send, s.enter],
          [s.newLine, s.shift, s.enter],
          [s.canned, "/"],
          [s.article, "#"],
          [s.leave, "Esc"],
        ]}
      />
      <Keys
        title={s.single}
        keys={[
          [s.accept, "A"],
          [s.nextChat, "J"],
          [s.previousChat, "K"],
          [s.reply, "R"],
          [s.note, "N"],
          [s.resolve, "E"],
          [s.lists, "1", "2", "3", "4"],
          [t.checkIns.title, "5"],
          [s.help, "?"],
        ]}
      >
        <label class="check">
          <input
            type="checkbox"
            checked={state.prefs.singleKeys}
            onChange={(event) => act.setPrefs({ singleKeys: event.currentTarget.checked })}
          />
          <span>{s.toggle}</span>
        </label>
      </Keys>
    </Dialog>
  );
}

type Shortcut = [what: string, ...keys: string[]];

function Keys({ title, keys, children }: { title: string; keys: Shortcut[]; children?: ComponentChildren }) {
  return (
    <section class="keys">
      <h3>{title}</h3>
      {children}
      <dl>
        {keys.map(([what, ...caps]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {caps.map((cap) => (
                <kbd key={cap}>{cap}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
