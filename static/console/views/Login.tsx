/* The way in. Says what went wrong and what to do next, beside the form and to screen readers. */
import { useEffect, useRef, useState } from "preact/hooks";
import { spanOf } from "../i18n";
import type { LoginState } from "../state/model";
import { type Scene, useScene } from "./context";
import { useNow } from "./hooks";
import { Icon } from "./icons";
import { LanguageSelect } from "./Settings";

export function Login() {
  const { t } = useScene();
  return (
    <div class="login">
      <main class="login__card" aria-labelledby="login-title">
        <Brand />
        <h1 id="login-title">{t.login.title}</h1>
        <p class="login__lead">{t.login.lead}</p>
        <LoginForm />
      </main>
      <footer class="login__foot">
        <LanguageSelect />
      </footer>
    </div>
  );
}

export function Brand() {
  const { t } = useScene();
  return (
    <p class="brand">
      <svg class="brand__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M7 5h18a4 4 0 0 1 4 4v11a4 4 0 0 1-4 4H15l-7 5.5V24H7a4 4 0 0 1-4-4V9a4 4 0 0 1 4-4z" />
        <path class="brand__tick" d="M11 15l3.5 3.5 7-7.5" />
      </svg>
      <span>{t.appName}</span>
    </p>
  );
}

function LoginForm() {
  const { state, act, t } = useScene();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [problem, say] = useProblem(state.login);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (state.login.busy) return;
    if (!email.trim() || !password) return say(t.login.missing);
    say(null);
    void act.logIn(email.trim(), password);
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <p class={problem ? "problem" : "problem problem--none"} role="alert" id="login-problem">
        {problem && <Icon name="alert" />}
        {problem}
      </p>
      <label class="field">
        <span>{t.login.email}</span>
        <input
          ref={first}
          type="email"
          autoComplete="username"
          inputMode="email"
          required
          value={email}
          aria-describedby="login-problem"
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </label>
      <PasswordField shown={shown} value={password} onText={setPassword} />
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        <span>{t.login.show}</span>
      </label>
      <button type="submit" class="button button--main button--wide" aria-disabled={state.login.busy}>
        {state.login.busy ? t.login.busy : t.login.submit}
      </button>
    </form>
  );
}

function PasswordField({
  shown,
  value,
  onText,
}: {
  shown: boolean;
  value: string;
  onText(text: string): void;
}) {
  const { t } = useScene();
  const rest = {
    id: "login-password",
    autoComplete: "current-password",
    required: true,
    value,
    "aria-describedby": "login-problem",
    onInput: (event: { currentTarget: HTMLInputElement }) => onText(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label class="field__name" for="login-password">
        {t.login.password}
      </label>
      {shown ? <input key="field" type="text" {...rest} /> : <input key="field" type="password" {...rest} />}
    </div>
  );
}

/** The server's last word, or ours on an empty field; a throttled account counts down to the next try. */
function useProblem(login: LoginState): [string | null, (own: string | null) => void] {
  const { t, locale } = useScene();
  const [own, setOwn] = useState<string | null>(null);
  const since = useRef({ login, at: Date.now() });
  if (since.current.login !== login) since.current = { login, at: Date.now() };
  const now = useNow(1_000);
  const left = (login.retryAfterS ?? 0) - Math.max(0, now - since.current.at) / 1000;
  return [own ?? problemText(login, left, { t, locale }), setOwn];
}

function problemText(login: LoginState, left: number, { t, locale }: Pick<Scene, "t" | "locale">) {
  switch (login.problem) {
    case null:
      return null;
    case "expired":
      return t.login.expired;
    case "rate_limited":
      return left > 0 ? t.login.throttled(spanOf(left, locale)) : null;
    case "unauthenticated":
    case "invalid":
      return t.login.wrong;
    default:
      return t.login.unreachable;
  }
}

/** Before it is known whether somebody is logged in. */
export function Starting() {
  const { state, t } = useScene();
  return (
    <div class="login">
      <main class="login__card">
        <Brand />
        <h1 class="hidden">{t.appName}</h1>
        <p class="login__lead" role="status">
          {state.login.problem ? t.login.unreachable : t.login.starting}
        </p>
      </main>
    </div>
  );
}
