/* The screens behind the first one. */

import { here } from "../state/state";
import { Next, Thanks, WhyView } from "./after";
import { ArticleView, Verdict } from "./article";
import type { ViewProps } from "./view";

export function Screens(props: ViewProps) {
  const place = here(props.state);
  return (
    <>
      <div class="scroll" key={`${props.state.path.length}-${place.at}`}>
        <Screen {...props} />
      </div>
      {place.at === "article" && <Verdict {...props} article_id={place.article_id} />}
    </>
  );
}

function Screen(props: ViewProps) {
  const place = here(props.state);
  switch (place.at) {
    case "article":
      return <ArticleView {...props} article_id={place.article_id} section={place.section} />;
    case "why":
      return <WhyView {...props} article_id={place.article_id} />;
    case "next":
      return <Next {...props} />;
    case "thanks":
      return <Thanks {...props} />;
    default:
      return null;
  }
}
